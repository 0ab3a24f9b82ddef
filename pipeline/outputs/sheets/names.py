"""Names of the sheets, in the order in which they stand."""

COVER = "封面与说明"
OVERVIEW = "总览"
FINDINGS = "问题清单"
FIGURES = "数据宽表"
VALUES = "抽取明细"
FORMS = "资金与指标"
LIKENESS = "相似与套话"
ACROSS_YEARS = "跨年与重报"
LEDGER = "账表比对"
FILES = "接收清单"
RULES = "规则与依据"
REVIEW_LOG = "审核日志"
SHEETS = (
    COVER,
    OVERVIEW,
    FINDINGS,
    FIGURES,
    VALUES,
    FORMS,
    LIKENESS,
    ACROSS_YEARS,
    LEDGER,
    FILES,
    RULES,
    REVIEW_LOG,
)
