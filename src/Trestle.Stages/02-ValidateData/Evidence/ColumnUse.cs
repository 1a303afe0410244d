namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>In which form an expectation looks at a column.</summary>
public enum ColumnView
{
    /// <summary>As stage 2 reads it: numbers, booleans and dates as numbers, everything else as text.</summary>
    Typed,

    /// <summary>As <see cref="Typed"/>, and the column must be one of numbers, booleans or dates.</summary>
    Number,

    /// <summary>The text of the source, trimmed, with words for "no value" taken out; whatever the column is read as.</summary>
    Text,

    /// <summary>The text of the source, exactly as it is written.</summary>
    Written,
}

/// <summary>A column that an expectation looks at.</summary>
/// <param name="Column">Its name.</param>
/// <param name="View">The form.</param>
public sealed record ColumnUse(string Column, ColumnView View)
{
    private const char Mark = '\u0001';

    /// <summary>The name of this form of the column in the rows that expectations see; no source can have such a column.</summary>
    public string Name => View switch
    {
        ColumnView.Text => $"{Column}{Mark}text",
        ColumnView.Written => $"{Column}{Mark}written",
        _ => Column,
    };
}
