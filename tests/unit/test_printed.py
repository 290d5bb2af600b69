"""A figure is read as printed: Chinese and English, bounds and multipliers; and it reads back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_metrics.plan.printed import Printed, read_printed

often = settings(max_examples=150, deadline=None, derandomize=True)

# Words as printed, the number in ones, how it is bounded, and what one unit of the last printed digit is worth.
FIGURES = [
    # ---------------------------------------------------------------- plain numbers
    ("53057家", 53057, "exact", 1),
    ("53,057", 53057, "exact", 1),
    ("1 234 567", 1234567, "exact", 1),
    ("93.39%", 93.39, "exact", 0.01),
    ("−3.5%", -3.5, "exact", 0.1),
    ("0", 0, "exact", 1),
    ("１２，３４５家", 12345, "exact", 1),  # full width
    ("９３．３９％", 93.39, "exact", 0.01),
    ("CCC-53", 53, "exact", 1),  # a hyphen of a name is no minus
    ("ISO9001证书53张", 53, "exact", 1),  # digits of a name are no figure
    ("1200万m²", 12000000, "exact", 10000),  # nor is the power of a unit
    # ---------------------------------------------------------------- multipliers
    ("5.67亿份", 567000000, "exact", 1000000),
    ("2051.33万份", 20513300, "exact", 100),
    ("4万家", 40000, "exact", 10000),
    ("3百家", 300, "exact", 100),
    ("2千家", 2000, "exact", 1000),
    ("1.2万亿元", 1200000000000, "exact", 100000000000),
    ("5.3 million", 5300000, "exact", 100000),
    ("500 billion yuan", 500000000000, "exact", 1000000000),
    ("12 Thousand", 12000, "exact", 1000),
    ("3.2万千瓦", 32000, "exact", 1000),  # the unit is kilowatts
    ("5千克", 5, "exact", 1),  # kilograms are no thousands
    ("2.1百分点", 2.1, "exact", 0.1),  # nor are percentage points hundreds
    # ---------------------------------------------------------------- a multiplier from a heading, in brackets
    ("226.7（万张）", 2267000, "exact", 1000),
    ("226.7(万张)", 2267000, "exact", 1000),
    ("130（亿元）", 13000000000, "exact", 100000000),
    ("9.2（%）", 9.2, "exact", 0.1),
    # ---------------------------------------------------------------- bounds in Chinese
    ("超过5.3万家", 53000, "over", 1000),
    ("逾1600亿元", 160000000000, "over", 10000000000),
    ("突破100万家", 1000000, "over", 1000000),
    ("2万余张", 20000, "over", 10000),
    ("20余万张", 200000, "over", 100000),
    ("1000多家", 1000, "over", 1000),
    ("95%以上", 95, "over", 1),
    ("不低于80%", 80, "over", 800),
    ("不少于 100 个", 100, "over", 1000),
    ("高于5%", 5, "over", 1),
    ("≥95%", 95, "over", 950),
    ("不得低于95%", 95, "over", 950),
    ("不应少于100家", 100, "over", 1000),
    ("不得超过5%", 5, "under", 50),
    ("没有超过5家", 5, "under", 50),
    ("未能达到95%", 95, "under", 950),
    ("4万+", 40000, "over", 10000),
    ("破4万家", 40000, "over", 10000),
    ("≧500", 500, "over", 5000),
    ("~4万", 40000, "about", 10000),
    ("近4万张", 40000, "nearly", 10000),
    ("接近90种", 90, "nearly", 10),
    ("约1204万份", 12040000, "about", 10000),
    ("180亿元左右", 18000000000, "about", 1000000000),
    ("100来家", 100, "about", 100),
    ("不足5000家", 5000, "under", 50000),
    ("不超过5%", 5, "under", 50),
    ("未超过5%", 5, "under", 50),
    ("不高于5%", 5, "under", 50),
    ("3%以下", 3, "under", 30),
    ("＜3%", 3, "under", 30),
    # ---------------------------------------------------------------- words that only look like bounds
    ("其余53家", 53, "exact", 1),
    ("超市53家", 53, "exact", 1),
    ("签约53项", 53, "exact", 1),
    ("附近53家", 53, "exact", 1),
    ("通过100家", 100, "exact", 1),
    ("不满意率5%", 5, "exact", 1),
    ("15多边协议", 15, "exact", 1),
    ("53来自", 53, "exact", 1),
    ("overseas 53 offices", 53, "exact", 1),
    ("turnover 53", 53, "exact", 1),
    # ---------------------------------------------------------------- bounds in English
    ("over 53,000", 53000, "over", 1000),
    ("More than 400,000", 400000, "over", 100000),
    ("exceeding 80 percent", 80, "over", 10),
    ("exceeded 500 billion yuan", 500000000000, "over", 100000000000),
    ("at least 95%", 95, "over", 950),
    ("not less than 95%", 95, "over", 950),
    ("no fewer than 12", 12, "over", 120),
    ("less than 5%", 5, "under", 50),
    ("not more than 5%", 5, "under", 50),
    ("not exceeding 5%", 5, "under", 50),
    ("up to 500", 500, "under", 5000),
    ("nearly 5,800", 5800, "nearly", 100),
    ("about 4,700", 4700, "about", 100),
    ("approximately 7.2 million", 7200000, "about", 100000),
    ("some 500 firms", 500, "about", 100),
    # ---------------------------------------------------------------- traditional characters, and Japanese use of them
    ("1萬多份", 10000, "over", 10000),
    ("超過5.3萬家", 53000, "over", 1000),
    ("2萬餘張", 20000, "over", 10000),
    ("約3億份", 300000000, "about", 100000000),
    ("低於5%", 5, "under", 50),
    ("不低於5%", 5, "over", 50),
    ("3%以內", 3, "under", 30),
    ("兩千家", 2000, "exact", 1),
    ("68000件余り", 68000, "over", 1000),
    ("54500社超", 54500, "over", 100),
    # ---------------------------------------------------------------- spelled numbers
    ("七个行业", 7, "exact", 1),
    ("十三家", 13, "exact", 1),
    ("九十五家", 95, "exact", 1),
    ("三百二十家", 320, "exact", 1),
    ("一千二百家", 1200, "exact", 1),
    ("一千零五家", 1005, "exact", 1),
    ("三百万张", 3000000, "exact", 10000),
    ("二〇二四年", 2024, "exact", 1),
    ("两千多家", 2000, "over", 1000),
    ("十余家", 10, "over", 10),
    ("百余家", 100, "over", 100),
    ("过百家", 100, "over", 100),
    ("超过一万张", 10000, "over", 10000),
    ("近千家", 1000, "nearly", 1000),
    ("近百万家", 1000000, "nearly", 1000000),
    ("十来家", 10, "about", 10),
    ("百分之九十五", 95, "exact", 1),
    ("超过百分之九十五", 95, "over", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "qualifier", "step"), FIGURES, ids=[figure[0] for figure in FIGURES])
def test_a_printed_figure_is_read_as_people_read_it(text, value, qualifier, step):
    """Its number in ones, its bound, and the worth of its last digit, each written out by hand."""
    assert read_printed(text) == Printed(value, qualifier, step)


@pytest.mark.parametrize(
    "text",
    [
        "", "家", "未公布", "more than before",  # none
        "2024年53057家", "3家至5家", "15%~16.7%", "2017-2020", "12,34", "53 of 100", "三家或者五家",  # several
        "三万五千家",  # said in two steps
        "几十家", "十几家", "数百家", "数万张", "上百家", "成百上千",  # some tens, some hundreds
        "A02", ".5",  # parts of other things
        "五六万家", "三四百家", "七八十家",  # from the one to the other
        "3849万万", "5千余万", "1.2百万亿", "4仟", "40k", "5bn", "1e5",  # a multiplier that is not read
        "九成", "翻两番", "负5", "–5",  # said in another way
    ],
)  # fmt: skip
def test_a_text_with_no_figure_or_several_holds_none(text):
    """The witness of a figure must hold that figure and no other."""
    assert read_printed(text) is None


def test_where_two_words_bound_a_figure_the_one_that_turns_the_other_counts():
    """不超过 holds 超过, 不低于 holds 低于, "no more than" holds "more than"."""
    pairs = {"超过5%": "不超过5%", "more than 5%": "no more than 5%", "exceed 5%": "not exceed 5%"}
    assert {read_printed(text).qualifier for text in pairs} == {"over"}
    assert {read_printed(text).qualifier for text in pairs.values()} == {"under"}
    assert read_printed("低于5%").qualifier == read_printed("less than 5%").qualifier == "under"
    assert read_printed("不低于5%").qualifier == read_printed("not less than 5%").qualifier == "over"


# ---------------------------------------------------------------- what was written comes back

wholes, places = st.integers(0, 10**9), st.integers(0, 4)
BOUND = {
    "超过{}家": "over",
    "{}余家": "over",
    "近{}家": "nearly",
    "约{}家": "about",
    "{}家": "exact",
}
SPELLED = "零一二三四五六七八九"


@often
@given(wholes, places)
def test_a_number_reads_back_with_as_many_digits_as_were_written(number, digits):
    """With and without marks of thousands, in full width, and with blanks: the same figure."""
    value = number / 10**digits
    forms = [f"{value:.{digits}f}", f"{value:,.{digits}f}", f"{value:,.{digits}f}".replace(",", " ")]
    forms.append("".join(chr(ord(sign) + 0xFEE0) for sign in forms[1]))
    for form in forms:
        found = read_printed(form)
        assert (found.value, found.qualifier) == (value, "exact")
        assert found.step == pytest.approx(10.0**-digits)


@often
@given(
    st.integers(1, 10**6),
    places,
    st.sampled_from([("万", 4), ("亿", 8), ("千万", 7), (" million", 6), (" billion", 9)]),
)
def test_a_multiplier_scales_the_number_and_its_last_digit_alike(number, digits, times):
    """5.67亿 is 567,000,000, and its last digit is worth a million."""
    word, power = times
    plain, scaled = (read_printed(f"{number / 10**digits:.{digits}f}{more}") for more in ("", word))
    assert scaled.value == pytest.approx(plain.value * 10**power, rel=1e-12)
    assert scaled.step == pytest.approx(plain.step * 10**power, rel=1e-12)
    assert read_printed(f"{number / 10**digits:.{digits}f}（{word.strip()}）") == scaled


@often
@given(st.integers(1, 10**9), st.sampled_from(sorted(BOUND)))
def test_a_bound_keeps_the_number_and_its_step_is_that_of_the_last_digit_that_is_no_zero(number, form):
    """超过53,000 and 超过5.3万 are bounded alike: by a thousand."""
    found = read_printed(form.format(number))
    assert (found.value, found.qualifier) == (number, BOUND[form])
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    assert found.step == (1 if BOUND[form] == "exact" else 10**zeros)
    if number % 1000 == 0 and BOUND[form] != "exact":
        assert read_printed(form.format(f"{number / 10000:.1f}万")) == found


@often
@given(st.integers(1, 10**9), st.sampled_from(["不少于{}家", "至少{}家", "不足{}家", "at most {}", "under {}"]))
def test_words_that_leave_one_side_open_reach_ten_times_as_far_as_the_figure(number, form):
    """至少3个 may be 30, and no verdict may hang on its being 3."""
    found = read_printed(form.format(number))
    assert (found.value, found.step) == (number, 10 * number)
    assert found.qualifier in ("over", "under")


@often
@given(st.integers(1, 9999))
def test_a_number_below_ten_thousand_reads_back_as_it_is_spelled(number):
    """一千零五 and 九百九十九: with 零 for the places that are empty between."""
    digits, spelled = f"{number:04d}", ""
    for digit, place in zip(digits, ("千", "百", "十", ""), strict=True):
        spelled += (
            SPELLED[int(digit)] + place if digit != "0" else "零" * (not spelled.endswith("零") and spelled != "")
        )
    assert read_printed(f"{spelled.rstrip('零')}家").value == number


@often
@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    """A figure, or none; never an error, and a figure has a step unless it is 0."""
    found = read_printed(text)
    assert found is None or found.step > 0
