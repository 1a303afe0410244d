using Trestle.Core.Configuration;
using Trestle.Core.Expressions;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>What all expectations have in common.</summary>
internal abstract record Expectation : IExpectation
{
    [Setting("What a failure does: error stops the run, warning is named at its end, info is only recorded.")]
    [Formerly("blocking")]
    public Severity Severity { get; init; } = Severity.Error;

    [Setting("Whether a table without rows passes (with where: without such rows).")]
    public bool AllowEmpty { get; init; }

    [Setting("Condition of the rows that are looked at, as an expression (default: all rows).", Example = "\"country = 'DE'\"")]
    public Expression? Where { get; init; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<ColumnUse> Uses { get; }

    /// <inheritdoc/>
    public virtual bool DependsOnTime => false;

    /// <inheritdoc/>
    public virtual bool TakesWhere => true;

    /// <summary>The name in the configuration.</summary>
    protected string Name => ExpectationCatalog.NameOf(this);

    /// <summary>Whether a table without rows can be judged like any other.</summary>
    protected virtual bool JudgesEmpty => false;

    /// <summary>The columns in reports; null for the table as a whole.</summary>
    private string? Column => Uses.Count == 0 ? null : string.Join(", ", Uses.Select(use => use.Column).Distinct());

    /// <inheritdoc/>
    public virtual IEnumerable<Problem> Mistakes(string where) => [];

    /// <inheritdoc/>
    public abstract IReadOnlyList<Stat> Needs(ExpectationContext context);

    /// <inheritdoc/>
    public CheckResult Judge(Answers answers) =>
        Lacks(answers.Context) is var (expected, found) ? Result(false, expected, found)
        : answers.Rows == 0 && !JudgesEmpty ? Result(AllowEmpty, "at least one row", Where is null ? "no rows" : "no such rows")
        : JudgeRows(answers);

    /// <summary>The result for an expectation that these columns do not allow.</summary>
    public CheckResult Refuse(string expected, string found) => Result(false, expected, found);

    /// <summary>What it needs besides the rows and does not have; null when it has everything.</summary>
    protected virtual (string Expected, string Found)? Lacks(ExpectationContext context) => null;

    /// <summary>Judges the answers about a table with rows.</summary>
    protected abstract CheckResult JudgeRows(Answers answers);

    /// <summary>A result with this name, these columns and this severity.</summary>
    protected CheckResult Result(bool passed, string expected, string found) =>
        new(Name, Column, passed, Severity == Severity.Error, Where is null ? expected : $"{expected}, where {Where.Source}", found)
        {
            Severity = Severity,
            On = Uses.Count == 0 ? null : Uses.Any(use => use.View is ColumnView.Text or ColumnView.Written) ? "raw" : "typed",
        };

    /// <summary>A mistake in the settings.</summary>
    protected Problem Mistake(string found, string expected, string where) =>
        ExpectationErrors.Unusable(Name, Column, found, expected, where);
}
