namespace Trestle.Storage.Tables;

/// <summary>What the values of a column were in the files, before they became the numbers and texts of a table.</summary>
public enum SourceType
{
    /// <summary>Texts, as they stand in the file.</summary>
    Text,

    /// <summary>No value at all.</summary>
    Empty,

    /// <summary>Numbers that a double holds; the only ones that are numbers in the table.</summary>
    Number,

    /// <summary>Numbers of which at least one has more digits than a double holds; texts of their exact digits in the table.</summary>
    Digits,

    /// <summary>The texts <c>true</c> and <c>false</c> in the table.</summary>
    Boolean,

    /// <summary>Dates and moments, with a zone in UTC; texts of ISO 8601 in the table.</summary>
    Date,

    /// <summary>Lists, maps and deeply nested objects; JSON texts in the table.</summary>
    Json,

    /// <summary>Bytes that are not text; hexadecimal texts in the table.</summary>
    Bytes,
}
