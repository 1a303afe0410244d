namespace Trestle.Core.Schema;

/// <summary>The meaning of a column, whatever text it arrived as.</summary>
public enum ColumnType
{
    /// <summary>Free text or the name of a category.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false, in one of the usual spellings; 1 or 0 in the row path.</summary>
    Boolean,

    /// <summary>A point in time; microseconds since 1970-01-01T00:00 in the row path (exact in a double until the year 2255).</summary>
    Date,
}
