using Trestle.Rows.Blocks;

namespace Trestle.Learners.Explanations;

/// <summary>What a base value and the contributions of a row add up to.</summary>
public enum ContributionScale
{
    /// <summary>The score itself.</summary>
    Score,

    /// <summary>The log odds of the positive class: the score is 1 / (1 + e^−sum).</summary>
    LogOdds,

    /// <summary>The margin of each class: the scores are the softmax of the sums.</summary>
    Margins,

    /// <summary>
    /// The weighted mean of the log odds of an ensemble's members. The ensemble takes the mean of their probabilities, so its own log
    /// odds are near the sum, within those of the members. A member whose contributions add up to its probability (a forest) has them
    /// multiplied by one number per row, so that they add up to its log odds.
    /// </summary>
    MeanLogOdds,

    /// <summary>The weighted mean of the margins of an ensemble's members; as for <see cref="MeanLogOdds"/>.</summary>
    MeanMargins,

    /// <summary>The natural logarithm of the score: the score is e^sum.</summary>
    Logarithm,
}

/// <summary>
/// A model that can tell exactly how much each feature contributed to a row's score, as Shapley values (Lundberg and Lee 2017): before
/// the link, the base value and the contributions add up to the model's output. Safe to use from many threads at once.
/// </summary>
public interface IExplainableModel : IModel
{
    /// <summary>What the contributions add up to.</summary>
    ContributionScale Scale { get; }

    /// <summary>
    /// Each output before anything is known about a row; a model that cannot be explained is a <c>TrestleException</c> (TR2050 to TR2052).
    /// </summary>
    IReadOnlyList<double> BaseValues { get; }

    /// <summary>
    /// Writes the contribution of each feature to each output, <see cref="IModel.Outputs"/> × features numbers per row, row by row,
    /// output by output. The block's columns are <see cref="IModel.Features"/> in order. A row's contributions do not depend on other
    /// rows.
    /// </summary>
    void Explain(RowBlock features, Span<double> contributions);
}
