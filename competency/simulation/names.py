"""Made-up names of agents and teams: put together from common parts, no real person meant."""

from __future__ import annotations

import numpy as np

from competency.simulation.columns import Flags, Texts

_SURNAMES = (
    "王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹"
)
_FIRST = "晓 雨 子 思 嘉 文 俊 欣 佳 梦 志 海 雅 建 诗 浩 明 丽 静 国"
_SECOND = "彤 涵 轩 琪 怡 杰 豪 妍 宁 瑶 强 峰 婷 伟 琳 然 辉 娜 雯 栋"
_GIVEN = "Alice Ben Clara David Emma Frank Grace Henry Iris Jack Kate Leo Mia Noah Olivia Paul Ruth"
_FAMILY = "Ashford Brook Calder Dunmore Ellery Fairley Garrow Holt Kersey Lorne Marsh Nolan Penrose"
_TEAMS = ("一线一组", "一线二组", "售后组", "投诉组", "技术组", "会员组", "夜班组", "渠道组")


def draw_names(rng: np.random.Generator, english: Flags) -> Texts:
    """One name an agent, English where `english` is true; a name may recur, as in life."""
    count = len(english)

    def pick(parts: str) -> list[str]:
        return [str(part) for part in rng.choice(parts.split(), size=count)]

    two_characters = rng.random(count) < 0.75
    chinese = [
        surname + (first if two else "") + second
        for surname, first, second, two in zip(
            pick(_SURNAMES), pick(_FIRST), pick(_SECOND), two_characters, strict=True
        )
    ]
    western = [
        f"{given} {family}" for given, family in zip(pick(_GIVEN), pick(_FAMILY), strict=True)
    ]
    return np.where(english, np.array(western, dtype="O"), np.array(chinese, dtype="O"))


def team_name(number: int) -> str:
    """Name of a team counted from 0.

    >>> team_name(0), team_name(9)
    ('一线一组', '一线二组 B')
    """
    round_, place = divmod(number, len(_TEAMS))
    suffix = (
        "" if round_ == 0 else f" {chr(ord('A') + round_)}" if round_ < 26 else f" {round_ + 1}"
    )
    return _TEAMS[place] + suffix
