using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>What happens to the rows that fail.</summary>
internal enum OnFailure
{
    /// <summary>They are counted and named.</summary>
    Report,

    /// <summary>They are set aside too, as rows that break the contract.</summary>
    Quarantine,
}

/// <summary>An expectation of single rows.</summary>
internal abstract record RowRule : Expectation, IRowTest
{
    private const int ShownRows = 3;

    [Setting(
        "Minimum share of the judged rows for which it must hold (default: all; with on-failure: quarantine, max-quarantine is the limit).",
        Example = "99%")]
    [Range(0, 1)]
    public virtual double? Mostly { get; init; }

    [Setting("What happens to rows that fail: report, or quarantine, which sets them aside before anything is learned.")]
    public OnFailure OnFailure { get; init; }

    /// <summary>What must hold, in words: "0 to 120".</summary>
    public abstract string Rule { get; }

    /// <summary>Whether failing rows leave the table.</summary>
    public bool SetsAside => OnFailure == OnFailure.Quarantine;

    /// <summary>The question about the rows.</summary>
    internal Failures Question(ExpectationContext context) => new(this, context);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [Question(context)];

    /// <inheritdoc/>
    RowJudge IRowTest.Bind(RowSchema schema, ExpectationContext context) => Bind(schema, context);

    /// <summary>The test for blocks of a schema.</summary>
    protected abstract RowJudge Bind(RowSchema schema, ExpectationContext context);

    /// <summary>How many of some columns have a value in each row of a block.</summary>
    protected static int[] Present(RowBlock block, IReadOnlyList<int> positions)
    {
        var present = new int[block.Rows];
        foreach (var position in positions)
        {
            var isText = block.Schema[position].Kind == ColumnKind.Text;
            for (var i = 0; i < present.Length; i++)
            {
                present[i] += (isText ? block.Texts(position)[i] is null : double.IsNaN(block.Numbers(position)[i])) ? 0 : 1;
            }
        }

        return present;
    }

    /// <inheritdoc/>
    protected sealed override CheckResult JudgeRows(Answers answers)
    {
        var found = answers.Values.Of(Question(answers.Context));
        var share = found.Judged == 0 ? 1 : (double)(found.Judged - found.Failing) / found.Judged;
        var examples = found.First.Select(failed => Example(failed, answers)).ToArray();
        var passed = share >= (Mostly ?? 1);
        var result = Result(passed, Mostly is { } mostly and < 1 ? $"{Rule} in {Format.Share(mostly)} of the rows" : Rule, Words());

        // A limit of its own was not asked for: the limit is that of the quarantine.
        return (SetsAside && Mostly is null && !passed && Severity == Severity.Error
            ? result with { Blocking = false, Severity = Severity.Warning }
            : result) with
        {
            Judged = found.Judged,
            Failing = found.Failing,
            Examples = examples,
        };

        string Words() => found.Judged == 0 ? "no value to judge"
            : found.Failing == 0 ? $"holds in all of {Format.Count(found.Judged, "row")}"
            : $"{Format.Count(found.Failing, "row")} of {Format.Count(found.Judged)} ({Format.Share(1 - share)}) "
                + $"{(found.Failing == 1 ? "fails" : "fail")}: {Named(examples, found.Failing)}{(SetsAside ? "; set aside" : "")}";
    }

    private static string Named(IReadOnlyList<FailedRow> examples, long failing)
    {
        var named = string.Join(
            ", ", examples.Take(ShownRows).Select(row => $"row {row.Row}{(row.Value is null ? "" : $": {row.Value}")}"));
        return failing > ShownRows ? $"{named} and {Format.Count(failing - ShownRows)} more" : named;
    }

    private FailedRow Example(FailedValues failed, Answers answers) =>
        new(failed.Row, Show(failed, use => answers.IsPrivate(use.Column), use => answers.Contract.Find(use.Column)?.Type));

    /// <summary>The values of a row that failed, for people; null where all of them are private.</summary>
    internal string? Show(FailedValues failed, Func<ColumnUse, bool> isPrivate, Func<ColumnUse, ColumnType?> typeOf)
    {
        var shown = Uses.Zip(failed.Values).Where(pair => !isPrivate(pair.First)).ToArray();
        return shown.Length == 0 ? null : string.Join(
            ", ", shown.Select(pair => (Uses.Count == 1 ? "" : $"{pair.First.Column} ") + Value(pair.Second, typeOf(pair.First))));
    }

    private static string Value(object? value, ColumnType? type) => value switch
    {
        null => "(missing)",
        double number => Shown.Value(type, number),
        _ => $"'{Shown.Text((string)value)}'",
    };
}
