using System.Collections.Frozen;

using Trestle.Core.Errors;

namespace Trestle.Rows.Blocks;

/// <summary>How the values of a column are stored.</summary>
public enum ColumnKind
{
    /// <summary><see cref="double"/>; NaN is "no value". Booleans are 0 and 1, dates microseconds since 1970.</summary>
    Number,

    /// <summary><see cref="string"/>; null is "no value".</summary>
    Text,
}

/// <summary>Name and kind of one column of a block.</summary>
public readonly record struct Column(string Name, ColumnKind Kind);

/// <summary>The columns of a block, in order. Immutable; blocks of one stream share one instance.</summary>
public sealed class RowSchema : IEquatable<RowSchema>
{
    private readonly FrozenDictionary<string, int> positions;
    private readonly Column[] columns;

    /// <summary>Makes a schema. Throws <see cref="ArgumentException"/> when two columns share a name (ordinal).</summary>
    public RowSchema(IEnumerable<Column> columns)
    {
        this.columns = [.. columns];
        var byName = new Dictionary<string, int>(Count, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            byName.Add(this[i].Name, i);
        }

        positions = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<Column> Columns => columns;

    /// <summary>Number of columns.</summary>
    public int Count => columns.Length;

    /// <summary>The column at a position.</summary>
    public Column this[int position] => columns[position];

    /// <summary>The position of a column, or -1.</summary>
    public int Find(string name) => positions.TryGetValue(name, out var position) ? position : -1;

    /// <summary>
    /// The position of a required column of a kind; a <see cref="TrestleException"/> names it otherwise.
    /// </summary>
    public int Require(string name, ColumnKind kind, string step)
    {
        var position = Require(name, step);
        return Columns[position].Kind == kind
            ? position
            : throw new TrestleException(RowErrors.WrongKind(name, Columns[position].Kind, kind, step));
    }

    /// <summary>The position of a required column of either kind.</summary>
    public int Require(string name, string step)
    {
        var position = Find(name);
        return position >= 0
            ? position
            : throw new TrestleException(RowErrors.MissingColumn(name, step, [.. Columns.Select(column => column.Name)]));
    }

    /// <summary>Names of the columns of one kind, in order.</summary>
    public IReadOnlyList<string> Names(ColumnKind kind) => [.. Columns.Where(column => column.Kind == kind).Select(column => column.Name)];

    /// <inheritdoc/>
    public bool Equals(RowSchema? other) => ReferenceEquals(this, other) || (other is not null && Columns.SequenceEqual(other.Columns));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => Columns.Aggregate(17, (hash, column) => HashCode.Combine(hash, column));
}
