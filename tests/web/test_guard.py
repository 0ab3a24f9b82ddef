"""Who may ask the local page: nobody but the page itself, and everybody else gets a Chinese sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.serving import Open, desk_in, serving


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with serving(desk_in(tmp_path_factory.mktemp("guard"))) as opened:
        yield opened


def test_it_listens_on_this_machine_only(opened: Open) -> None:
    assert opened.local.socket.getsockname()[0] == "127.0.0.1"


def test_the_address_with_the_token_gives_a_cookie_that_no_script_and_no_other_site_gets(
    opened: Open,
) -> None:
    answer = opened.ask("GET", f"/?token={opened.local.entry.token}", {})
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert opened.local.entry.token not in cookie


def test_with_the_cookie_the_page_opens_under_a_policy_without_inline_or_eval(opened: Open) -> None:
    answer = opened.ask("GET", "/")
    assert answer.status == 200
    assert "放入送审材料" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_without_token_or_with_a_wrong_one_nothing_opens(opened: Open) -> None:
    for path, headers in (("/", {}), ("/?token=x", {}), ("/?token=", {}), ("/live", {}), ("/verdicts", {})):
        answer = opened.ask("GET", path, headers)
        assert answer.status == 403
        assert "通行码" in answer.text
    forged = {"Cookie": f"{opened.local.entry.cookie}={opened.local.entry.token}"}
    assert opened.ask("GET", "/", forged).status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:{port}", "[::1]:{port}", ""]
)
def test_another_name_for_this_machine_is_refused(opened: Open, host: str) -> None:
    named = host.format(port=opened.local.entry.port)
    answer = opened.ask("GET", "/", opened.own() | {"Host": named})
    assert answer.status == 421
    assert "不是本机页面" in answer.text


def test_localhost_is_a_name_of_this_machine(opened: Open) -> None:
    name = f"localhost:{opened.local.entry.port}"
    assert opened.ask("GET", "/", opened.own() | {"Host": name, "Origin": f"http://{name}"}).status == 200


@pytest.mark.parametrize(
    "path", ["/run?profile=general", "/stop", "/verdicts", "/verdicts/file", "/material/remove"]
)
@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_other_origin_may_act(opened: Open, path: str, changed: dict[str, str]) -> None:
    answer = opened.ask("POST", path, opened.own() | changed, b"{}")
    assert answer.status == 403
    assert answer.message == "别的网站不能调用本机页面，已拒绝。"


def test_an_act_without_any_origin_is_refused_too(opened: Open) -> None:
    headers = {name: words for name, words in opened.own().items() if name == "Cookie"}
    assert opened.ask("POST", "/stop", headers, b"").status == 403
    assert opened.ask("PUT", "/material?kind=submission", headers | {"X-Name": "a.txt"}, b"x").status == 403


def test_a_foreign_page_may_not_even_read(opened: Open) -> None:
    foreign = opened.own() | {"Origin": "http://evil.example"}
    assert opened.ask("GET", "/verdicts", foreign).status == 403
    embedded = {"Cookie": opened.own()["Cookie"], "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert opened.ask("GET", "/download/%E6%95%B0%E6%8D%AE.zip", embedded).status == 403


def test_no_answer_allows_another_origin(opened: Open) -> None:
    for headers in (opened.own(), opened.own() | {"Origin": "http://evil.example"}):
        answer = opened.ask("GET", "/verdicts", headers)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path", ["/x", "/../heji.sqlite", "/download/heji.sqlite", "/download/..%2fheji.sqlite", "/review/x.html"]
)
def test_nothing_else_of_the_folder_is_served(opened: Open, path: str) -> None:
    Path(opened.desk.out / "heji.sqlite").touch()
    answer = opened.ask("GET", path)
    assert answer.status == 404
    assert "没有" in answer.text
