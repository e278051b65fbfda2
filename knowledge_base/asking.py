"""Whether a text asks something, in any of the four languages."""

from __future__ import annotations

import re

from knowledge_base.text import normalise

_MARK = re.compile(r"\?\W*$")
# Only words that are nothing else: a person, a company or a place may be called Sao, 哪吒 or ຈັກ.
_ENGLISH = re.compile(
    r"(?:and |but |so |please )?(?:what|where|when|who|whose|why|how|which|can|could|may|must|should|do|does|did"
    r"|is|are|am|will|would|have|has)(?:'s)? (?:\w+ ){2}"
)
_VIETNAMESE = re.compile(
    r"\b(?:là gì|cái gì|gì không|khi nào|thế nào|tại sao|vì sao|bao nhiêu|bao lâu|bao giờ|ở đâu|đi đâu|mấy giờ"
    r"|được không|phải không|có cần|la gi|cai gi|khi nao|the nao|tai sao|vi sao|bao nhieu|bao lau|bao gio|o dau"
    r"|di dau|may gio|duoc khong|phai khong|co can)\b"
    r"|\b(?:có|co) .*\b(?:không|khong)\W*$"
)
_CHINESE = re.compile(
    r"什么|怎么|怎样|如何|哪里|哪儿|哪些|多少|多久|多长|几[天点]|吗\W*$|是否|能否|可否|能不能|可不可以|有没有|要不要|需不需要"
)
_LAO = re.compile(r"ແມ່ນຫຍັງ|ຫຍັງແດ່|ຢູ່ໃສ|ໄປໃສ|ເທົ່າໃດ|ຈັກ(?:ມື້|ໂມງ|ຄົນ)|ແນວໃດ|ເມື່ອໃດ|ເປັນຫຍັງ|(?:ໄດ້|(?:ຕ້ອງ|ມີ|ແມ່ນ).*)ບໍ່?\W*$")


def is_question(text: str) -> bool:
    """Whether ``text`` ends in a question mark, or has words that only ask."""
    plain = normalise(text).strip()
    spoken = (_VIETNAMESE, _CHINESE, _LAO)
    # "Do Thi Lan" and "May Lee" ask nothing: words that begin with capitals are a name.
    asks_in_english = _ENGLISH.match(plain + " ") and not text.istitle()
    return bool(_MARK.search(plain) or asks_in_english or any(words.search(plain) for words in spoken))
