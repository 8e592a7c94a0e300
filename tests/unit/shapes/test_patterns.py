r"""AWS's pattern dialect: every pattern of the models is understood, means what it should, and always ends."""

import json
import random
import re
import time
from functools import cache

import pytest
import regex  # type: ignore[import-untyped]  # it ships no types

from awso.shapes.ascii_patterns import SHORT, match_by_runs
from awso.shapes.pattern_automaton import (
    Automaton,
    NotExpressibleError,
    backtracks,
    backtracks_exponentially,
    without_outer_anchors,
)
from awso.shapes.pattern_parser import parse
from awso.shapes.pattern_syntax import (
    Assertion,
    BackReference,
    Char,
    CharSet,
    Choice,
    Group,
    Look,
    Node,
    PatternError,
    Repeat,
    Sequence,
)
from awso.shapes.patterns import LONGEST_EXPLODING, Pattern, pattern_of
from awso_codegen.model.source import data_folder

# Patterns of the models that are not enforced at all, with the reason. None today: a new botocore that brings one fails
# the test below, and its author decides.
NOT_UNDERSTOOD: dict[str, str] = {}

# Patterns that may take exponential time and hold a look-around, which the automaton cannot have: not enforced on texts
# of more than LONGEST_EXPLODING characters.
NOT_ENFORCED_ON_LONG_TEXTS = 23


@cache
def model_patterns() -> dict[str, set[str]]:
    """Each pattern of botocore's service models, with the services that have it."""
    found: dict[str, set[str]] = {}
    for path in sorted(data_folder().glob("*/*/service-2.json*")):
        if path.suffix == ".gz":
            import gzip

            text = gzip.decompress(path.read_bytes())
        else:
            text = path.read_bytes()
        for shape in json.loads(text)["shapes"].values():
            if "pattern" in shape:
                found.setdefault(shape["pattern"], set()).add(path.parts[-3])
    return found


@cache
def compiled() -> dict[str, Pattern]:
    return {source: made for source in model_patterns() if (made := pattern_of(source)) is not None}


def test_every_pattern_of_the_models_is_understood() -> None:
    assert len(model_patterns()) > 4_800
    assert set(model_patterns()) - set(compiled()) == set(NOT_UNDERSTOOD)


def test_the_patterns_not_enforced_on_long_texts_are_counted() -> None:
    def has_no_defence(pattern: Pattern) -> bool:
        try:
            Automaton(pattern.tree)
        except NotExpressibleError:
            return pattern.explodes
        return False

    assert sum(map(has_no_defence, compiled().values())) == NOT_ENFORCED_ON_LONG_TEXTS


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (r"[\S]+", ["abc", "pässwörd", "\u00a0"]),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", ["ada@example.org", "Ünïcødé", "é", "三", "🔑", "€5", "x²"]),
        (r"[\w-]+_[0-9a-zA-Z]+", ["eu-west-1_abc"]),
        (r"[A-Za-z0-9-_=.]+", ["a-b_c=.d"]),
        (r"[\p{Print}&&[^|:/]]+", ["a b~"]),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*", ["", "a\tb", "é\ufffd", "🔑\U0010ffff"]),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\r\n\t]*", ["🔑\n"]),
        (r"[\x{0022}a]+\x41\0101\/\-", ['"aAA/-']),
        (r"\Q[.]\E+x\Q.", ["[.]x.", "[.]]]x."]),
        (r"\\Q\Q\\Q\E", ["\\Q\\\\Q"]),
        (r"(?s).*", ["a\nb", ""]),
        (r"(?!(?i)AWS_)[a-zA-Z_]+", ["xAWS_", "AWS"]),
        (r"^(?i)(true|false)$", ["TRUE", "False"]),
        (r"(?i)all|[0-9]{12}", ["ALL", "123456789012"]),
        (r"(?i:a)b", ["Ab", "ab"]),
        (r"$|^a", ["", "a"]),
        (r"^(?!.*?(.)\1{3})[-_!@#$a-zA-Z0-9]*$", ["aaabbb"]),
        (r"(.)\1", ["éé", "🔑🔑", "aa"]),
        (r"\{a}{2}", ["{a}}"]),
        (r"a{,2}", ["a{,2}"]),
        (r"[]a]+[^]a]", ["]ab"]),
        (r"[a-]+[\w-.]+", ["-a-."]),
        (r"[0-9]{2}+a*+", ["12aa"]),
        (r".*\b[a-f]{2}\b.*", ["-ab-", "ab"]),
        (r"\Asnap\z", ["snap"]),
        (r"[\P{M}\p{M}]{1,5}", ["é\n"]),
        (r"[^\p{C}\p{IsWhitespace}]+", ["aé"]),
        (r"\p{IsLetter}\p{Lu}\pL\p{LD}\p{all}", ["éÉé9\n"]),
        (r"(?>a+)b", ["aab"]),
        (r"a{2}{0,2}", ["", "aa", "aaaa"]),
        (r"(?<name>a)(?<=a)b(?<!a)", ["ab"]),
    ],
)
def test_a_text_matches(source: str, texts: list[str]) -> None:
    assert [text for text in texts if not Pattern(source).matches(text)] == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (r"[\S]+", ["", "a b", " a", "a\n", "é b"]),
        (r"[\w ]+", ["a-b", "é"]),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", ["a b", "é\u00a0", "a\u200b", "\ue000", "\n"]),
        (r"\w+", ["é", "٣"]),
        (r"\d", ["٣"]),
        (r"\s", ["\u00a0", "\x1c"]),
        (r"\S", ["\t"]),
        (r".", ["\r", "\u2028", "\u0085", "🔑🔑"]),
        (r"^a$", ["a\n", "b\na"]),
        (r"[\p{Print}&&[^|:/]]+", ["a|", "é"]),
        (r"(?!(?i)AWS_)[a-zA-Z_]+", ["aws_x", "AwS_"]),
        (r"(?i)é", ["É"]),
        (r"(?i:a)b", ["AB"]),
        (r"(.)\1", ["éè", "🔑🔒", "ab"]),
        (r"^(?!.*?(.)\1{3})[-_!@#$a-zA-Z0-9]*$", ["aaaab"]),
        (r"[^\p{C}\p{IsWhitespace}]+", ["a b", "\u3000", "\u200b"]),
        (r"\p{Alnum}\p{Alpha}", ["éa", "aé"]),
        (r"\p{ASCII}+", ["é"]),
        (r".*\b[a-f]{2}\b.*", ["_ab-", "éabc"]),
        (r"[0-9]{2}", ["1", "123"]),
        (r"a|b", ["ab", ""]),
    ],
)
def test_a_text_does_not_match(source: str, texts: list[str]) -> None:
    assert [text for text in texts if Pattern(source).matches(text)] == []


@pytest.mark.parametrize(
    "source",
    [
        *("(", ")", "[", "[a", "a)", "*", "a**b*+*", "[b-a]", "a{2,1}", "(?m)a", "\\", "(?<=a+)b", "[" * 500),
        *(r"\p{Klingon}", r"\1", r"(a)\2", r"\x{110000}", r"\x4", r"\u12", r"\y", r"\p{L", r"\x{-1}"),
        *("(" * 500 + ")" * 500, "a+*", "a{2}*"),
    ],
)
def test_what_is_no_pattern_is_refused_and_then_not_enforced(source: str) -> None:
    with pytest.raises(PatternError):
        Pattern(source)

    assert pattern_of(source) is None


@cache
def some_members(members: CharSet) -> tuple[list[int], list[int]]:
    mask = members.ascii_mask()
    outside = [code for code in (0xA0, 0xE9, 0x301, 0x4E09, 0x20AC, 0x1F511, 0xE000) if code in members]
    return [code for code in range(128) if mask >> code & 1], outside


def sample(node: Node, choose: random.Random) -> str:
    """A text that `node` matches, look-arounds aside."""
    match node:
        case Char(members):
            inside, outside = some_members(members)
            return chr(choose.choice(outside if outside and (not inside or choose.random() < 0.2) else inside))
        case Sequence(parts):
            return "".join(sample(part, choose) for part in parts)
        case Choice(options):
            return sample(choose.choice(options), choose)
        case Repeat(body, least, most, _):
            times = choose.randint(least, least + 3 if most is None else min(most, least + 3))
            return "".join(sample(body, choose) for _ in range(times))
        case Group(_, body):
            return sample(body, choose)
        case Look() | Assertion() | BackReference():
            return ""


def plain_patterns() -> dict[str, Pattern]:
    return {
        source: pattern
        for source, pattern in compiled().items()
        if only_plain_nodes(without_outer_anchors(pattern.tree))
    }


def only_plain_nodes(node: Node) -> bool:
    """Without look-arounds, references, possessives and inner anchors: where a sample surely matches."""
    match node:
        case Look() | Assertion() | BackReference():
            return False
        case Repeat(body, _, _, mode):
            return mode != "+" and only_plain_nodes(body)
        case Group(_, body):
            return only_plain_nodes(body)
        case Sequence(parts) | Choice(parts):
            return all(map(only_plain_nodes, parts))
        case Char():
            return True


def damaged(text: str, choose: random.Random) -> str:
    """`text` with a character more, less or other."""
    at = choose.randint(0, len(text))
    other = choose.choice(" \n\r/-_.:aZ9é三\u00a0\u0301🔑")
    return choose.choice(
        [text[:at] + other + text[at:], text[:at] + text[at + 1 :], text[:at] + other + text[at + 1 :]]
    )


def test_texts_made_from_a_pattern_match_it() -> None:
    choose = random.Random(1)
    plain = plain_patterns()
    for source, pattern in plain.items():
        text = sample(pattern.tree, choose)
        assert pattern.matches(text), (source, text)
        assert pattern.backtrack(text), (source, text)

    assert len(plain) > 4_500


def test_the_automaton_and_the_backtracking_engine_agree() -> None:
    choose = random.Random(2)
    plain = plain_patterns()
    checked = 0
    for source in choose.sample(sorted(plain), 600):
        pattern = plain[source]
        try:
            automaton = Automaton(pattern.tree)
        except NotExpressibleError:  # too large
            continue
        for _ in range(4):
            text = sample(pattern.tree, choose)[:60]
            text = choose.choice([text, damaged(text, choose)])
            checked += 1
            assert automaton.matches(text) == bool(pattern.backtrack(text)), (source, text)

    assert checked > 2_000


# What the regex module reads otherwise: sets beyond ASCII, line ends, `$` before a line feed, Java's names, flags.
OTHERWISE = re.compile(
    r"\\[wWdDsSbBvzZAhQu]|(?<!\\)\.|\$|\(\?|&&|\\[pP]\{(Is|Print|Graph|Al|Pun|LD|all|ASCII|XD|Up|Dig|Bl|Cn)"
)


def test_the_regex_module_agrees_where_it_reads_the_same_dialect() -> None:
    """An independent engine over the same patterns, on texts that match and on damaged ones."""
    choose = random.Random(3)
    checked = 0
    for source, pattern in plain_patterns().items():
        if OTHERWISE.search(source):
            continue
        try:
            oracle = regex.compile(source, regex.V0)
        except regex.error:
            continue
        text = sample(pattern.tree, choose)[:60].replace(
            "\ue000", "e"
        )  # unassigned in one database, private in another
        text = choose.choice([text, damaged(text, choose)])
        checked += 1
        assert bool(pattern.backtrack(text)) == bool(oracle.fullmatch(text)), (source, text)

    assert checked > 1_000


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"(a+)+", "a" * 60 + "!"),
        (r"^([a-zA-Z0-9]+-?)*$", "a" * 100 + "!"),
        (r"^(\/+[^\/]+\/*)+$", "/" * 40 + "a/" * 40 + "\x00/" * 3 + "/"),
        (r"(\p{L}+\p{M}*)*", "é" * 100 + " "),
        (r"(){99999999}{99999999}x(a|a)*", "a" * 200),
        (r".*a.*a.*a.*a.*b", "a" * 5_000),
        (r"[ -~]*[!-~]+[ -~]*", " " * 20_000),
        (r"(?=.{1,80}$)[a-z.]+@[a-z-]+(?:.[a-z-]+)*", "a@" + "a" * 5_000 + "!"),
    ],
)
def test_no_pattern_hangs(source: str, text: str) -> None:
    started = time.thread_time()
    Pattern(source).matches(text)

    assert time.thread_time() - started < 1


@pytest.mark.timeout(120)
def test_no_pattern_of_the_models_hangs_on_texts_made_to_make_it() -> None:
    """Each pattern meets its own matching text, repeated and then broken: the classic attack."""
    choose = random.Random(4)
    slowest = (0.0, "")
    for source, pattern in compiled().items():
        seed = sample(pattern.tree, choose)[:40] or "a"
        for text in (seed * 30 + "\x00", seed[:-1] + seed[-1] * 500 + "\x00"):
            started = time.thread_time()
            pattern.matches(text)
            slowest = max(slowest, (time.thread_time() - started, source))

    assert slowest[0] < 2, slowest


def test_every_pattern_that_our_server_enforces_has_a_defence() -> None:
    """Strangers choose the texts there: each pattern must be linear, or known to the automaton."""
    sources = [source for source, services in model_patterns().items() if "cognito-idp" in services]
    for source in sources:
        tree = compiled()[source].tree
        if backtracks(tree) or backtracks_exponentially(tree):
            Automaton(tree)

    assert len(sources) > 20


def test_a_pattern_without_a_defence_is_not_enforced_on_a_long_text() -> None:
    pattern = Pattern(r"(?=.{1,80}$)[a-z.]+@[a-z-]+(?:.[a-z-]+)*")

    assert not pattern.matches("no address")
    assert pattern.matches("no address but a long text" + "x" * LONGEST_EXPLODING)


def test_a_long_text_meets_the_same_pattern_as_a_short_one() -> None:
    pattern = Pattern(r"arn:.*:role/.+")

    assert pattern.matches("arn:" + "x" * SHORT + ":role/x")
    assert not pattern.matches("arn:" + "x" * SHORT + ":role/")
    assert pattern.matches("arn:" + "é" * SHORT + ":role/x")


def test_a_pattern_is_compiled_once() -> None:
    assert pattern_of("[a-z]{3}") is pattern_of("[a-z]{3}")


def test_the_tree_of_a_pattern_has_one_node_a_part() -> None:
    tree = parse("a(b|c)*")

    assert isinstance(tree, Sequence)
    assert [type(part) for part in tree.parts] == [Char, Repeat]


def test_runs_and_the_engine_agree() -> None:
    choose = random.Random(5)
    matched = {True: 0, False: 0}
    sources = {source: pattern.ascii_source for source, pattern in compiled().items()}
    by_runs = {source: match for source, text in sources.items() if text and (match := match_by_runs(text))}
    for source, match in by_runs.items():
        pattern = compiled()[source]
        for _ in range(6):
            text = sample(pattern.tree, choose)[:SHORT]
            text = choose.choice([text, damaged(text, choose), text[::-1]])
            if text.isascii():
                found = bool(match(text))
                assert found == bool(pattern.backtrack(text)), (source, text)
                matched[found] += 1

    assert len(by_runs) > 1_400
    assert min(matched.values()) > 1_500


@pytest.mark.parametrize(
    ("source", "matching", "others"),
    [
        (r"[-0-9A-Z_a-z]+_[0-9A-Za-z]+", ["a_b", "us-east-1_Ab", "__a", "a_b_c"], ["", "_a", "a_", "a", "a_b-", "a__"]),
        (r"\A[!-~]{1,3}\Z", ["a", "~~~"], ["", "abcd", "a b"]),
        (r"[0-9]{2,}a?\.", ["12.", "123a."], ["1.", "12aa.", "12"]),
        (r"\x09[\-\]]*", ["\t", "\t-]-"], ["-", "\ta", "\t\t"]),
        (r"[a-z]{0,2}[0-9]{3}", ["123", "ab123"], ["abc123", "12", "1234"]),
        (r"", [""], ["a"]),
    ],
)
def test_a_pattern_of_few_runs_needs_no_engine(source: str, matching: list[str], others: list[str]) -> None:
    match = match_by_runs(source)

    assert match is not None
    assert [text for text in [*matching, *others] if match(text)] == matching


@pytest.mark.parametrize(
    "source",
    [r"[a-z]*a[a-z]*", r"(?:ab)+", "a|b", "a+?", "[a]++", "abcdef", r"[ab]{1,2}[bc]{1,2}", r"[a-c]*\Z\}", r"[a-c]*\Ad"],
)
def test_other_patterns_do(source: str) -> None:
    assert match_by_runs(source) is None
