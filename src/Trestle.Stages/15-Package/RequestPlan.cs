using Trestle.Learners.Metrics;
using Trestle.Rows.Expressions;
using Trestle.Rows.Keyed;
using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Package;

/// <summary>
/// The plan from a request's raw columns to a model's features: cleaning, standardising and what the training learned, as one. Columns
/// that no feature is made from (ignored, dropped by the selection, there only for the split) are not part of a request, unless the
/// decision on a row needs them.
/// </summary>
internal static class RequestPlan
{
    /// <summary>
    /// The plan, and the contract of the columns that it reads, with the target and the names of those that it does not read.
    /// </summary>
    public static (FittedPlan Plan, Contract Contract) Make(
        UnitContext context, FittedPlan learned, IReadOnlyList<string> features, RowSchema raw,
        IReadOnlyDictionary<string, KeyedTable> tables, RowValues? values = null)
    {
        var contract = context.Read(Artifact.Contract);
        var all = new RowSchema(ContractSteps.Features(contract).Select(column => raw[raw.Require(column.Name, "package")]));
        var curation = CurationPlan.FitTo(context.Read(Artifact.CurationPlan), all, tables);
        FittedDerive[] amounts = [.. Amounts(values, AmountReader.Columns(context.Read(Artifact.CuratedTable)))];
        var plan = new FittedPlan(all, [.. curation.Steps, .. amounts, .. learned.Steps])
            .For([.. features, .. amounts.Select(amount => amount.Name)]);
        return (plan, contract with
        {
            Columns = [.. contract.Columns.Where(column => column.Name == contract.Target || plan.Input.Find(column.Name) >= 0)],
            Unused =
            [
                .. contract.Columns.Where(column => plan.Input.Find(column.Name) < 0)
                    .SelectMany(column => column.Source is null ? [column.Name] : new[] { column.Name, column.Source }),
            ],
            Tables = null,
        });
    }

    /// <summary>The amounts that a decision needs of each row, of its columns as they are curated.</summary>
    private static IEnumerable<FittedDerive> Amounts(RowValues? values, IReadOnlyList<TypedColumn> columns) =>
        values?.Expressions.Select((expression, i) => new FittedDerive(
            RowValues.ColumnOf(i), expression, TypedExpression.Check(expression, columns, "select-best.value").Columns)) ?? [];
}
