using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Clean;

/// <summary>Rows that cannot be, by a condition of the configuration: a negative age, an end before its beginning.</summary>
internal sealed class Impossible : ICleaningRule
{
    private const string Setting = "clean.drop-where";

    /// <inheritdoc/>
    public string Name => "impossible";

    /// <inheritdoc/>
    public string Reason => $"{Setting} is true for them";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (context.Read(CleanSettings.Section).DropWhere is not { } condition)
        {
            return [];
        }

        var contract = context.Read(Artifact.Contract);
        var rows = RawRows.Open(context, table, cancellation);
        var columns = ContractSteps.Features(contract).Select(column => new TypedColumn(column.Name, column.Type));
        var typed = TypedExpression.CheckCondition(condition, columns, context.Project.Positions.Find(Setting).ToString());

        // Only what the condition names is read and typed.
        string[] named = [.. typed.Columns.Select(column => column.Name)];
        var typing = ContractSteps.Typing(ContractSteps.Only(contract, named), rows.SchemaOf(named));
        var isImpossible = typed.BindCondition(typing.Output, Setting);
        return rows.Sum(
            named, () => new List<long>(), (found, block) => found.AddRange(Of(typing.Apply(block), isImpossible)),
            (found, other) => found.AddRange(other), cancellation);
    }

    private static IEnumerable<long> Of(RowBlock typed, Func<RowBlock, bool[]> isImpossible)
    {
        var holds = isImpossible(typed);
        var numbers = typed.Numbers(typed.Schema.Find(ReservedColumns.Row)).ToArray();
        return numbers.Where((_, row) => holds[row]).Select(number => (long)number);
    }
}
