"""The vocabulary of places that hurt: names, sides, aspects, and what each is also called."""

from annotations.model import Side

_NAMED: dict[str, tuple[str, ...]] = {
    "knee": (
        "knees",
        "runner's knee",
        "runners knee",
        "knee joint",
        "patellofemoral",
        "meniscus",
        "pes anserinus",
    ),
    "kneecap": ("kneecaps", "knee cap", "patella", "patellar tendon"),
    "achilles": ("achilles tendon", "achilles tendons", "achilles heel", "heel cord"),
    "shin": ("shins", "shin splint", "shin splints", "shinbone", "tibia", "tibialis"),
    "hip": ("hips", "hip joint", "hip flexor", "hip flexors", "tfl", "greater trochanter"),
    "IT band": ("itb", "itbs", "it bands", "iliotibial band", "it band syndrome", "itband"),
    "calf": ("calves", "calfs", "calf muscle", "soleus", "gastroc", "gastrocnemius"),
    "hamstring": ("hamstrings", "hammy", "hammies", "hams", "biceps femoris"),
    "plantar fascia": ("plantar", "plantar fasciitis", "plantar fasciopathy", "sole", "pf"),
    "arch": ("arches", "foot arch", "arch foot"),
    "foot": ("feet", "forefoot", "midfoot", "metatarsal", "metatarsals", "ball foot"),
    "ankle": ("ankles", "ankle joint", "peroneal", "peroneals"),
    "quad": ("quads", "quadriceps", "quadricep", "vmo"),
    "thigh": ("thighs",),
    "groin": ("groins", "adductor", "adductors"),
    "lower back": ("low back", "lumbar", "lumbar spine", "lowerback"),
    "back": ("upper back", "spine"),
    "toe": ("toes", "big toe", "great toe", "second toe", "third toe", "little toe", "toenail"),
    "heel": ("heels", "heel bone"),
    "glute": (
        "glutes",
        "gluteus",
        "gluteus medius",
        "glute med",
        "glute max",
        "buttock",
        "buttocks",
        "butt",
        "bum",
        "gluteal",
    ),
    "piriformis": (),
    "pelvis": ("pubis", "pubic bone"),
    "sacrum": ("si joint", "sacroiliac joint", "tailbone", "coccyx"),
    "leg": ("legs", "lower leg", "lower legs", "upper leg", "upper legs"),
    "abdomen": ("stomach", "belly", "stitch", "side stitch", "ribs", "rib"),
    "chest": (),
    "shoulder": ("shoulders", "shoulder blade"),
    "neck": (),
}
SITES = {alias.casefold(): name for name, aliases in _NAMED.items() for alias in (name, *aliases)}

_LEFT: tuple[Side, ...] = ("left",)
_RIGHT: tuple[Side, ...] = ("right",)
_BOTH: tuple[Side, ...] = ("left", "right")
SIDES = {
    **dict.fromkeys(("left", "l", "lt", "lhs", "left-hand"), _LEFT),
    **dict.fromkeys(("right", "r", "rt", "rhs", "right-hand"), _RIGHT),
    **dict.fromkeys(("both", "bilateral", "l+r", "l/r", "r/l"), _BOTH),
}

_ASPECTS: dict[str, tuple[str, ...]] = {
    "medial": ("inner", "inside", "inward", "medially"),
    "lateral": ("outer", "outside", "outward", "laterally"),
    "anterior": ("front", "frontal"),
    "posterior": ("rear", "behind", "back"),
    "superior": ("upper", "top", "above", "high", "upside"),
    "inferior": ("lower", "bottom", "below", "underneath", "under", "low"),
    "proximal": (),
    "distal": (),
    "central": ("middle", "centre", "center", "mid"),
    "deep": (),
    "insertional": ("insertion",),
    "ball": (),
}
ASPECTS = {alias: name for name, aliases in _ASPECTS.items() for alias in (name, *aliases)}

FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "of",
        "on",
        "in",
        "at",
        "to",
        "side",
        "sides",
        "part",
        "area",
        "region",
        "pain",
        "sore",
        "soreness",
        "joint",
        "tendon",
        "muscle",
        "bone",
        "and",
        "leg",
        "legs",
        "foot",
        "feet",
    ]
)
