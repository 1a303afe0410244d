using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Readings;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>Columns of texts for tests of readings.</summary>
internal static class Columns
{
    /// <summary>What a column of these texts looks like.</summary>
    public static ColumnEvidenceValue Evidence(params IEnumerable<string?> texts)
    {
        var schema = new RowSchema([new Column("c", ColumnKind.Text)]);
        var value = (ColumnEvidenceValue)new ColumnEvidence("c", Contract.DefaultNullTokens).Start(schema);
        foreach (var part in texts.Chunk(RowBlock.Size))
        {
            value.Add(new RowBlock(schema, part.Length, [part]));
        }

        return value;
    }

    /// <summary>How a column alone is read; each text is repeated, unless it has a number of its own behind a star.</summary>
    public static ColumnReading Read(params IEnumerable<string?> texts) => ReadingJudge.Of(Evidence(texts));

    /// <summary>The text that many times.</summary>
    public static IEnumerable<string> Times(this string text, int times) => Enumerable.Repeat(text, times);

    /// <summary>Numbers from 1 on, with one decimal.</summary>
    public static IEnumerable<string> Prices(int count) =>
        Enumerable.Range(1, count).Select(i => FormattableString.Invariant($"{i + 0.5}"));
}
