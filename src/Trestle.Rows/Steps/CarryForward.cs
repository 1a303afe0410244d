using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Puts the value that a <see cref="LookUp"/> found in the past (<see cref="CarryForward.Carried"/>) where a column has none, and
/// drops what was found. Stage 5 plans it from the history of the configuration.
/// </summary>
public sealed record CarryForward : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "carry-forward";

    /// <summary>The beginning of the names of columns with the value that a gap gets.</summary>
    public const string Carried = "carried:";

    /// <inheritdoc/>
    [Setting("Columns whose gaps are filled.", Example = "[temperature]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    IReadOnlyList<string> IRowStep.Requires => [.. (Columns ?? []).Select(column => CarryForward.Carried + column)];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedCarryForward(ColumnChoice.Required(Columns, input, Name));
}

/// <summary>A fitted <see cref="CarryForward"/>.</summary>
public sealed record FittedCarryForward(IReadOnlyList<string> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column) && has(CarryForward.Carried + column)).ToArray() is { Length: > 0 } kept
            ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, CarryForward.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, out var kind);
            var carried = binder.Find(CarryForward.Carried + column, kind);
            binder.Replace(position, kind, [carried], block => kind == ColumnKind.Number
                ? Filled(block.Numbers(position), block.Numbers(carried), double.IsNaN)
                : Filled(block.Texts(position), block.Texts(carried), text => text is null)).Remove(carried);
        }

        return binder.Done();
    }

    private static T[] Filled<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> carried, Func<T, bool> isGap)
    {
        var filled = values.ToArray();
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = isGap(filled[i]) ? carried[i] : filled[i];
        }

        return filled;
    }
}
