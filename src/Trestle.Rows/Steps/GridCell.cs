using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds a text column <c>x.cell</c>: the cell of a grid that a place is in, as a category that can be encoded. With coordinates in degrees,
/// a cell of 0.1 is about 11 km high.
/// </summary>
public sealed record GridCell : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "grid-cell";

    /// <inheritdoc/>
    [Setting("Two number columns, such as latitude and longitude; must be given.", Example = "[latitude, longitude]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Width and height of a cell.</summary>
    [Setting("Width and height of a cell, in the unit of the columns.", Example = "0.01")]
    public double Size { get; init; } = 0.1;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = ColumnChoice.Of(ColumnKind.Number, ColumnChoice.Required(Columns, input, Name), input, Name);
        return chosen.Count != 2
            ? throw new TrestleException(RowErrors.BadSetting(Name, "columns", $"{chosen.Count} columns", "two columns"))
            : Size > 0 && double.IsFinite(Size) ? new FittedGridCell(chosen[0], chosen[1], Size)
            : throw new TrestleException(RowErrors.BadSetting(Name, "size", $"a size of {Size}", "more than 0"));
    }
}

/// <summary>A fitted <see cref="GridCell"/>; no value where a number is none.</summary>
public sealed record FittedGridCell(string First, string Second, double Size) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => has(First) && has(Second) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (!(Size > 0))
        {
            throw new TrestleException(RowErrors.BadPlan($"a cell of '{First}' has the size {Size}"));
        }

        var binder = new StepBinder(input, GridCell.Name);
        int[] positions = [binder.Find(First, ColumnKind.Number), binder.Find(Second, ColumnKind.Number)];
        return binder.AddFromAll(
            positions, [new Column($"{First}.cell", ColumnKind.Text)],
            block => [Cells(block.Numbers(positions[0]), block.Numbers(positions[1]))]).Done();
    }

    private string?[] Cells(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var cells = new string?[first.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            var (x, y) = (Math.Floor(first[row] / Size), Math.Floor(second[row] / Size));
            cells[row] = double.IsFinite(x) && double.IsFinite(y)
                ? string.Create(CultureInfo.InvariantCulture, $"{x:R}:{y:R}") : null;
        }

        return cells;
    }
}
