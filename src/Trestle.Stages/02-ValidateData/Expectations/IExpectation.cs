using Trestle.Core.Expressions;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>
/// Something that must hold for the data: the questions it asks, and how it judges their answers. A record bound from the
/// configuration; most derive from <see cref="TextRule"/>, <see cref="NumberRule"/>,
/// <see cref="ColumnsRule"/>, <see cref="RowsTogether"/> or <see cref="NumberMeasure"/>. Adding one takes one file and one line in
/// <see cref="ExpectationCatalog"/>.
/// </summary>
public interface IExpectation
{
    /// <summary>What a failure does.</summary>
    Severity Severity { get; }

    /// <summary>The columns that it looks at, each in one form; empty for the table as a whole.</summary>
    IReadOnlyList<ColumnUse> Uses { get; }

    /// <summary>
    /// Whether its result depends on the present time, so that the result for the same rows is not good for ever.
    /// </summary>
    bool DependsOnTime { get; }

    /// <summary>The condition of the rows that it looks at; null for all rows.</summary>
    Expression? Where => null;

    /// <summary>Whether it can look at some of the rows: not at the columns of a table, for instance.</summary>
    bool TakesWhere => true;

    /// <summary>What is wrong with its settings, beyond what their types say; empty when they can be used.</summary>
    /// <param name="where">The place in the configuration.</param>
    IEnumerable<Problem> Mistakes(string where);

    /// <summary>What it needs to know about the rows; the columns are named as in <see cref="ColumnUse.Name"/>.</summary>
    IReadOnlyList<Stat> Needs(ExpectationContext context);

    /// <summary>The result where the columns do not allow it to be judged.</summary>
    CheckResult Refuse(string expected, string found);

    /// <summary>Judges the answers.</summary>
    CheckResult Judge(Answers answers);

    /// <summary>All that is wrong with the settings of expectations.</summary>
    internal static IEnumerable<Problem> Mistakes(IEnumerable<IExpectation> expectations, string where) =>
        expectations.SelectMany(expectation => expectation.Where is not null && !expectation.TakesWhere
            ? expectation.Mistakes(where).Append(ExpectationErrors.Unusable(
                ExpectationCatalog.NameOf(expectation), null, "it looks at a table as a whole", "an expectation without where", where))
            : expectation.Mistakes(where));
}
