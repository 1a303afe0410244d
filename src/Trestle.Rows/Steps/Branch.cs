using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// A side path: adds copies of columns under a prefix, so that later steps can change the copies and keep the original columns. Once
/// fitted, it has a plan for the copies: an ensemble prepares the features of each of its models this way.
/// </summary>
public sealed record Branch : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "branch";

    /// <inheritdoc/>
    [Setting("Columns to copy (default: all).", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The prefix of the copies.</summary>
    [Setting("Prefix of the copies' names.", Example = "raw/")]
    public string Prefix { get; init; } = "branch/";

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedBranch(Prefix, [.. ColumnChoice.OfAny(Columns, input, Name).Select(column => input[input.Find(column)])], []);
}

/// <summary>A fitted <see cref="Branch"/>: the output of a plan for its input columns is added under the prefix.</summary>
public sealed record FittedBranch(string Prefix, IReadOnlyList<Column> Input, IReadOnlyList<IFittedStep> Steps) : IFittedStep
{
    /// <summary>The branch for a whole plan.</summary>
    public static FittedBranch Of(string prefix, FittedPlan plan) => new(prefix, plan.Input.Columns, plan.Steps);

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => new FittedPlan(new RowSchema(Input), Steps).Narrow(has) switch
    {
        null => this,
        { Input.Count: 0 } => null,
        var kept => Of(Prefix, kept),
    };

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Input.Any(column => column.Name is null)
            || Input.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() != Input.Count)
        {
            throw new TrestleException(
                RowErrors.BadPlan($"an input column of the branch '{Prefix}' has no name or a duplicate name"));
        }

        var path = new FittedPlan(new RowSchema(Input), Steps).Bind(input);
        var positions = Enumerable.Range(0, path.Output.Count)
            .Where(position => !ReservedColumns.Contains(path.Output[position].Name)).ToArray();
        var added = positions.Select(position => path.Output[position] with { Name = Prefix + path.Output[position].Name }).ToArray();
        if (added.FirstOrDefault(column => ReservedColumns.Contains(column.Name)) is { Name: { } reserved })
        {
            throw new TrestleException(RowErrors.ReservedColumn(reserved, Branch.Name));
        }

        int[] sources = [.. positions.Select(position => input.Find(path.Sources[position]))];
        return new StepBinder(input, Branch.Name).AddMany(sources, added, block =>
        {
            var output = path.Apply(block);
            return Array.ConvertAll(positions, output.Raw);
        }).Done();
    }
}
