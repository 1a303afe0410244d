using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Drops the columns that it names.</summary>
public sealed record Drop : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "drop";

    /// <inheritdoc/>
    [Setting("Columns to drop; must be given.", Example = "[customer_id]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedDrop(ColumnChoice.Required(Columns, input, Name));
}

/// <summary>A fitted <see cref="Drop"/>.</summary>
public sealed record FittedDrop(IReadOnlyList<string> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Drop.Name);
        foreach (var column in Columns)
        {
            binder.Remove(binder.Find(column, out _));
        }

        return binder.Done();
    }
}
