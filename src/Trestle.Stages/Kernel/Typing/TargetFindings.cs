using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>What a run would make of a target, found without a run: the same judgement as stage 2's, on the rows at hand.</summary>
public sealed record TargetFindings
{
    /// <summary>The task; null when there is none, see <see cref="Problem"/>.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>The classes, the positive one of a binary target last; empty for regression.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The values with their rows; not all when <see cref="Overflowed"/>.</summary>
    public IReadOnlyDictionary<string, long> Values { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether there are more values than are counted.</summary>
    public bool Overflowed { get; init; }

    /// <summary>Words for "no value" that recur next to the classes, with their rows, about which a run asks; else null.</summary>
    public string? Question { get; init; }

    /// <summary>What was assumed about words for "no value".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why it cannot be predicted; null when it can.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The question to ask of a target of texts: every word counts as a value, whatever it means.</summary>
    public static ColumnEvidence Evidence(string target) => new(target, TargetTokens.Empty);

    /// <summary>Findings about a target of texts.</summary>
    /// <param name="settings">The target, and what is said about it.</param>
    /// <param name="reading">How its column is read.</param>
    /// <param name="evidence">The answer to <see cref="Evidence"/>.</param>
    /// <param name="where">Where the target is named.</param>
    public static TargetFindings Of(TableSettings settings, ColumnReading reading, ColumnEvidenceValue evidence, string where)
    {
        var words = TargetTokens.Of(settings, evidence);
        if (reading is { Type: ColumnType.Boolean, LeftOver.Count: > 0 })
        {
            reading = reading with { Type = ColumnType.Text };
        }

        var column = DeclaredReading.Apply(
            settings.Columns.GetValueOrDefault(settings.Target), reading,
            new ColumnContract { Name = settings.Target, Type = reading.Type });
        var question = Evidence(settings.Target);
        var answers = new StatValues(new Dictionary<Stat, StatValue> { [question] = evidence });
        return Of(
            settings, new TargetCounts(column, answers, question, words.Tokens), column.Type, where,
            words.Note is { } note ? [note] : []) with
        {
            Question = words.Question,
        };
    }

    /// <summary>Findings about a target of numbers.</summary>
    public static TargetFindings Of(TableSettings settings, QuantilesValue numbers, string where)
    {
        var column = new ColumnContract { Name = settings.Target, Type = ColumnType.Number };
        var answers = new StatValues(new Dictionary<Stat, StatValue> { [new Quantiles(settings.Target)] = numbers });
        return Of(settings, new TargetCounts(column, answers, Evidence(settings.Target), []), ColumnType.Number, where, []);
    }

    private static TargetFindings Of(
        TableSettings settings, TargetCounts counts, ColumnType type, string where, IReadOnlyList<string> notes)
    {
        var found = new TargetFindings { Values = counts.Values, Overflowed = counts.Overflowed, Notes = notes };
        try
        {
            var task = TaskInference.Of(settings, counts.Values, counts.Overflowed, type, where);
            return found with { Task = task.Task, Classes = task.Classes };
        }
        catch (TrestleException e)
        {
            return found with { Problem = e.Problems[0] };
        }
    }
}
