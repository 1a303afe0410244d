using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Drops all columns except those it names; reserved columns stay.</summary>
public sealed record Keep : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "keep";

    /// <inheritdoc/>
    [Setting("Columns to keep; must be given.", Example = "[age, income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedKeep(ColumnChoice.Required(Columns, input, Name));
}

/// <summary>A fitted <see cref="Keep"/>.</summary>
public sealed record FittedKeep(IReadOnlyList<string> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => this with { Columns = [.. Columns.Where(has)] };

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Keep.Name);
        var kept = Columns.Select(column => binder.Find(column, out _)).ToHashSet();
        for (var position = 0; position < input.Count; position++)
        {
            if (!kept.Contains(position) && !ReservedColumns.Contains(input[position].Name))
            {
                binder.Remove(position);
            }
        }

        return binder.Done();
    }
}
