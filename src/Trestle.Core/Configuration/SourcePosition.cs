namespace Trestle.Core.Configuration;

/// <summary>A place in a file; lines and columns count from 1.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column) : IComparable<SourcePosition>
{
    /// <inheritdoc/>
    public int CompareTo(SourcePosition other) => (Line, Column).CompareTo((other.Line, other.Column));

    /// <summary>Whether the left place comes first.</summary>
    public static bool operator <(SourcePosition left, SourcePosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left place comes first or is the same.</summary>
    public static bool operator <=(SourcePosition left, SourcePosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the right place comes first.</summary>
    public static bool operator >(SourcePosition left, SourcePosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether the right place comes first or is the same.</summary>
    public static bool operator >=(SourcePosition left, SourcePosition right) => left.CompareTo(right) >= 0;

    /// <summary><c>file:line:column</c>, as editors and terminals link it.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>
/// The position of each value of a configuration, by its path: <c>split.column</c>, <c>clean.steps[0].columns[1]</c>. So a later check
/// (a column that the data lacks) can point at the line to fix.
/// </summary>
public sealed class SourcePositions(string file)
{
    private readonly Dictionary<string, SourcePosition> positions = new(StringComparer.Ordinal) { [""] = new(file, 1, 1) };

    /// <summary>The position of a value; for a default, that of the nearest part around it.</summary>
    public SourcePosition Find(string path)
    {
        SourcePosition position;
        while (!positions.TryGetValue(path, out position))
        {
            path = path[..Math.Max(0, path.AsSpan().LastIndexOfAny('.', '['))];
        }

        return position;
    }

    internal void Add(string path, SourcePosition position) => positions.TryAdd(path, position);
}

/// <summary>A configuration and where its values came from.</summary>
/// <param name="Value">The position of each of them.</param>
/// <param name="Positions">Notices for the author of the file, although it was read: old names, with their lines.</param>
/// <param name="Notices">What the author of the file should know although it was read: old names, with their lines.</param>
public sealed record Bound<T>(T Value, SourcePositions Positions, IReadOnlyList<string> Notices);
