"""The hostile corpus, whole or in part, in a folder; made by these functions alone, the same every time.

python -m tests.hostile.corpus DIR      lays all of it into DIR
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import seeds
from tests.hostile.archives import hostile_archives
from tests.hostile.damage import Named, cut_short, flipped, mixed_up, spliced
from tests.hostile.disk import lay_odd_names, lay_odd_things
from tests.hostile.markup import SECRET, hostile_markup
from tests.hostile.sheets_of_paper import hostile_pages
from tests.hostile.texts import hostile_texts


def hostile_files(secret: Path) -> dict[str, list[Named]]:
    """All hostile files by the folder that they go into."""
    sound = seeds.all_seeds()
    return {
        "截断": list(cut_short(sound)),
        "翻转": list(flipped(sound)),
        "冒名": list(mixed_up(sound)),
        "拼接": list(spliced(sound)),
        "标记": list(hostile_markup(str(secret))),
        "压缩包": list(hostile_archives()),
        "页面": list(hostile_pages()),
        "文字": list(hostile_texts()),
    }


def lay(folder: Path, outside: Path, *, every: int = 1) -> int:
    """Lay every n-th file of each kind into the folder, and all odd names; how many rows are due on disk.

    `outside` is made beside it: a file that nothing in the results may quote.
    """
    outside.parent.mkdir(parents=True, exist_ok=True)
    outside.write_text(SECRET, encoding="utf-8")
    count = 0
    for kind, files in hostile_files(outside).items():
        (folder / kind).mkdir(parents=True)
        for name, content in files[::every]:
            (folder / kind / name).write_bytes(content)
            count += 1
    odd = folder / "名字"
    odd.mkdir()
    count += len(list(lay_odd_names(odd)))
    return count + lay_odd_things(folder, outside)


def own_rows(rows: list[dict[str, object]]) -> list[str]:
    """The paths of rows that are files on disk, not members."""
    return [path for path in _paths(rows) if "!/" not in path]


def _paths(rows: list[dict[str, object]]) -> Iterator[str]:
    for row in rows:
        yield str(row["path"])


if __name__ == "__main__":
    target = Path(sys.argv[1])
    sys.stdout.write(f"{lay(target / '送审', target / '外面' / '机密.txt')}\n")
