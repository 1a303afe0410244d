using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Curate;

/// <summary>A text that a step has something to tell about: the position of the step, the column, the row in its block, the text.</summary>
internal readonly record struct RemarkedText(int Step, string Column, int Row, TextRemark Remark, string Text);

/// <summary>Counts the texts that steps could not read as they stand: without a standard form, at a time that no clock showed.</summary>
internal sealed class TextRemarks(FittedPlan plan, Contract contract)
{
    private const int MostTexts = 10_000;
    private const int Shown = 5;

    private readonly Dictionary<(int Step, string Column, TextRemark Remark), Dictionary<string, long>> found = [];

    /// <summary>Rows that were set aside.</summary>
    public long SetAside { get; private set; }

    /// <summary>What is to be told of the rows of a block that go into a step.</summary>
    public IEnumerable<RemarkedText> Of(int position, RowBlock block)
    {
        if (plan.Steps[position] is not ITextRemarks step || step is FittedParseDate { Zone: null })
        {
            yield break;
        }

        foreach (var column in step.Columns)
        {
            var at = block.Schema.Find(column);
            if (block.Schema[at].Kind != ColumnKind.Text)
            {
                continue;
            }

            var remarks = new TextMemory<TextRemark>(step.RemarkOn);
            for (var row = 0; row < block.Rows; row++)
            {
                if (block.Texts(at)[row] is { } text && remarks.Of(text) is not TextRemark.None and var remark)
                {
                    yield return new RemarkedText(position, column, row, remark, text);
                }
            }
        }
    }

    /// <summary>The rows of a block that are not set aside; null when all remain.</summary>
    public static int[]? Remaining(int rows, IEnumerable<RemarkedText> remarks)
    {
        var aside = remarks.Where(remark => remark.Remark == TextRemark.SetAside).Select(remark => remark.Row).ToHashSet();
        return aside.Count == 0 ? null : [.. Enumerable.Range(0, rows).Where(row => !aside.Contains(row))];
    }

    /// <summary>Adds what a block had, in the order of the blocks.</summary>
    public void Add(IReadOnlyCollection<RemarkedText> remarks)
    {
        SetAside += remarks.Where(remark => remark.Remark == TextRemark.SetAside).Select(remark => remark.Row).Distinct().Count();
        foreach (var (step, column, _, remark, text) in remarks)
        {
            if (!found.TryGetValue((step, column, remark), out var texts))
            {
                found[(step, column, remark)] = texts = new Dictionary<string, long>(StringComparer.Ordinal);
            }

            // Beyond so many different texts only their number counts.
            var name = texts.Count < MostTexts || texts.ContainsKey(text) ? text : "";
            texts[name] = texts.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>What was found, by step, column and remark.</summary>
    public IReadOnlyList<RemarkedTexts> Found() =>
    [
        .. found.OrderBy(entry => entry.Key.Step).ThenBy(entry => entry.Key.Column, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Remark)
            .Select(entry => new RemarkedTexts(
                StepCatalog.NameOf(plan.Steps[entry.Key.Step]),
                entry.Key.Column,
                entry.Key.Remark,
                entry.Value.Values.Sum(),
                contract.Find(entry.Key.Column)?.Private == true
                    ? []
                    : [.. ValueCount.Ordered(entry.Value.Where(text => text.Key.Length > 0)).Take(Shown)])),
    ];
}
