using System.Runtime.InteropServices;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>One column of the key in a file: a value for each group of rows.</summary>
internal abstract class KeyColumn
{
    /// <summary>Whether a row has no value of it.</summary>
    public abstract bool IsMissing(Array values, int row);

    /// <summary>The hash with a row's value added.</summary>
    public abstract ulong Hash(ulong hash, Array values, int row);

    /// <summary>Whether a group has a row's value.</summary>
    public abstract bool Has(int group, Array values, int row);

    /// <summary>The value of a group: a <c>double</c>, or a text.</summary>
    public abstract object Value(int group);

    /// <summary>The column in a file.</summary>
    public static KeyColumn Read(KeyedReader file, ColumnKind kind, int groups) => kind == ColumnKind.Number
        ? new Numbers(file.Section(groups, sizeof(double)))
        : Texts.Read(file, groups);

    private sealed class Numbers(ReadOnlyMemory<byte> values) : KeyColumn
    {
        public override bool IsMissing(Array values, int row) => double.IsNaN(((double[])values)[row]);

        public override ulong Hash(ulong hash, Array values, int row) => KeyHash.Add(hash, ((double[])values)[row]);

        public override bool Has(int group, Array other, int row) =>
            MemoryMarshal.Cast<byte, double>(values.Span)[group] == ((double[])other)[row];

        public override object Value(int group) => MemoryMarshal.Cast<byte, double>(values.Span)[group];
    }

    /// <summary>Texts as UTF-16, so that they are compared as they are.</summary>
    private sealed class Texts(ReadOnlyMemory<byte> ends, ReadOnlyMemory<byte> characters) : KeyColumn
    {
        public static Texts Read(KeyedReader file, int groups)
        {
            var ends = file.Ascending(groups);
            var characters = file.Section(groups == 0 ? 0 : MemoryMarshal.Cast<byte, int>(ends.Span)[^1], sizeof(char));
            return new Texts(ends, characters);
        }

        public override bool IsMissing(Array values, int row) => ((string?[])values)[row] is null;

        public override ulong Hash(ulong hash, Array values, int row) => KeyHash.Add(hash, ((string?[])values)[row]);

        public override bool Has(int group, Array other, int row) => Text(group).SequenceEqual(((string?[])other)[row]);

        public override object Value(int group) => new string(Text(group));

        private ReadOnlySpan<char> Text(int group)
        {
            var places = MemoryMarshal.Cast<byte, int>(ends.Span);
            var from = group == 0 ? 0 : places[group - 1];
            return MemoryMarshal.Cast<byte, char>(characters.Span)[from..places[group]];
        }
    }
}
