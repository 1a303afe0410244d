using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// One way to change the values of a row, before anything is learned: settings only (a record, bound from the configuration). Two
/// verbs: <see cref="Fit"/> learns, <see cref="IFittedStep"/> applies.
/// </summary>
public interface IRowStep
{
    /// <summary>The columns of the step; null for all of the kind that it takes, at its place in the plan.</summary>
    IReadOnlyList<string>? Columns { get; }

    /// <summary>The columns whose values it learns from or looks at; null for all that there are at its place in the plan.</summary>
    IReadOnlyList<string>? Reads => Columns;

    /// <summary>The columns without which there is no such step: it cannot do without some of them. Empty for most steps.</summary>
    IReadOnlyList<string> Requires => [];

    /// <summary>What must be known before the step can be fitted to such columns; empty when nothing is learned.</summary>
    IReadOnlyList<Stat> Needs(RowSchema input);

    /// <summary>
    /// Makes the step that can be applied. <paramref name="values"/> answers all of <see cref="Needs"/>, from the training part only.
    /// </summary>
    IFittedStep Fit(RowSchema input, StatValues values);
}

/// <summary>
/// A step that learns from the target. While a model is trained, a row goes through the step as learned from the other folds
/// (cross-fitting), so that its own target does not leak into its features.
/// </summary>
public interface ICrossFittedStep : IRowStep;

/// <summary>
/// A fitted step: data only (a record, saved as JSON). Binding finds its columns by name in any schema that has them, in any order and
/// among others; columns that it does not touch pass through. It never changes the number of rows, and rows never see each other: a
/// block of N gives, bit for bit, what N blocks of 1 give.
/// </summary>
public interface IFittedStep
{
    /// <summary>Prepares the step for blocks of a schema; a missing column is named in the error.</summary>
    BoundStep Bind(RowSchema input);

    /// <summary>
    /// The step without what it does to columns that are not there, null when nothing is left to do. A request is asked only for the
    /// columns that its model uses, so a step must not insist on the others. A step that cannot be divided stays as it is.
    /// </summary>
    /// <param name="has">Whether a column is there.</param>
    IFittedStep? Narrow(Func<string, bool> has) => this;
}
