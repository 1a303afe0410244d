using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Texts that mean "no value", as programs and people write them. Case and white space around them do not count. They are evidence: a
/// contract says which texts mean "no value" in a project.
/// </summary>
public static class MissingWords
{
    /// <summary>What programs write for "no value" (databases, pandas, R, spreadsheets), and "N/A": hardly ever a value.</summary>
    public static IReadOnlyList<string> Certain { get; } =
    [
        "", "\\N", "NULL", "<NULL>", "(NULL)", "[NULL]", "{NULL}", "#NULL", "nil", "<nil>", "NA", "<NA>", "(NA)", "[NA]", "#NA",
        "N/A", "<N/A>", "(N/A)", "[N/A]", "n/a.", "n.a.", "n.a", "n. a.", "NaN", "-NaN", "+NaN", "<NaN>", "NaT", "NA_integer_",
        "NA_real_", "NA_character_", "#N/A", "#N/A N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
        "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#ERROR!", "#N/D", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#VALEUR!",
        "#NOM?", "#NOMBRE!", "#NOMBRE?", "#¡VALOR!", "#¡REF!", "#¿NOMBRE?", "#¡NUM!", "#¡DIV/0!", "#VALOR!", "#¡NULO!", "#NUL!",
        "#NULO!", "#Н/Д", "#ДЕЛ/0!", "#ЗНАЧ!", "#ССЫЛКА!", "#ИМЯ?", "#ЧИСЛО!", "1.#QNAN", "-1.#QNAN", "1.#SNAN", "1.#IND", "-1.#IND",
        "-nan(ind)", "nan(ind)", "nan(snan)",
    ];

    /// <summary>
    /// What people write for "no value". In a column of numbers, dates or booleans nothing else is meant; in a column of texts each
    /// may be a category ("None", "x") or an answer ("unknown").
    /// </summary>
    public static IReadOnlyList<string> Probable { get; } =
    [
        ".", "..", "...", "…", "-", "--", "---", "----", "- -", "–", "—", "―", "−", "_", "__", "?", "??", "???", "*", "**", "***", "/",
        "//", ":", "x", "xx", "xxx", "none", "<none>", "(none)", "[none]", "unknown", "(unknown)", "<unknown>", "unk", "unkn",
        "unknow", "missing", "(missing)", "<missing>", "[missing]", "missing value", "blank", "(blank)", "<blank>", "[blank]",
        "empty", "(empty)", "<empty>", "[empty]", "undefined", "undef", "invalid", "error", "err", "not available", "not avail",
        "not avail.", "not applicable", "not appl.", "not known", "not given", "not stated", "not recorded", "not reported",
        "not specified", "not provided", "not collected", "not measured", "not tested", "not done", "not determined", "not disclosed",
        "not entered", "not set", "not found", "no data", "no value", "no info", "no information", "no record", "no entry",
        "unspecified", "unavailable", "undisclosed", "undetermined", "unrecorded", "n.d.", "n.d", "n/d", "nd", "n.k.", "n/k", "n.r.", "n/r",
        "n.c.", "n/c", "n.v.", "n.b.", "tbd", "t.b.d.", "tba", "t.b.a.", "tbc", "pending", "null value", "nan value", "na value",
        "k.A.", "k. A.", "keine Angabe", "unbekannt", "fehlt", "nicht verfügbar", "s/d", "s.d.", "s/i", "sin dato", "sin datos",
        "no disponible", "desconocido", "no aplica", "inconnu", "non disponible", "non renseigné", "manquant", "sans objet", "sconosciuto",
        "mancante", "dato mancante", "desconhecido", "não disponível", "não informado", "não se aplica", "sem dados", "sem informação",
        "onbekend", "geen", "ontbreekt", "okänd", "ukendt", "ukjent", "saknas", "brak", "brak danych", "nieznany", "н/д", "н.д.",
        "нет данных", "неизвестно", "не указано", "не известно", "不明", "未知", "无", "なし", "不详", "不適用", "不适用", "データなし", "該当なし",
        "미상", "해당없음", "해당 없음", "nicht bekannt", "nicht zutreffend", "entfällt", "leer", "(leer)", "o.A.", "ohne Angabe",
        "non précisé", "non communiqué", "pas de réponse", "vide", "(vide)", "vacío", "(vacío)", "sin respuesta", "no informado",
        "no consta", "vuoto", "(vuoto)", "non disponibile", "non noto", "n.v.t.", "nvt", "niet bekend", "niet van toepassing",
        "leeg", "uppgift saknas",
        "ei tietoa", "tuntematon", "mangler", "neznámý", "neznámé", "neuvedeno", "nie dotyczy", "nie podano", "ismeretlen", "nincs adat",
        "necunoscut", "bilinmiyor", "belirtilmemiş", "không có", "không rõ", "chưa biết", "tidak ada", "tidak diketahui", "غير معروف",
        "غير متوفر", "לא ידוע", "άγνωστο", "невідомо", "don't know", "don’t know", "i don't know", "not sure", "refused", "not answered",
        "no answer", "no response", "not asked", "dk", "nul", "no date", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00",
        "00/00/0000", "00.00.0000", "00-00-0000", "0/0/0000", "00/00/00",
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CertainWords = Set(Certain);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ProbableWords = Set(Probable);

    /// <summary>Whether a text is one of <see cref="Certain"/>; the empty text is.</summary>
    public static bool IsCertain(ReadOnlySpan<char> text) => CertainWords.Contains(NumberSymbols.Trim(text));

    /// <summary>Whether a text is one of <see cref="Probable"/>.</summary>
    public static bool IsProbable(ReadOnlySpan<char> text) => ProbableWords.Contains(NumberSymbols.Trim(text));

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(IReadOnlyList<string> words) =>
        words.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
