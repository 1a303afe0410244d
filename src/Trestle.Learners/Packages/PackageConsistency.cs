using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>Whether the parts of a package fit each other.</summary>
internal static class PackageConsistency
{
    /// <summary>What does not fit, or null.</summary>
    public static string? Fault(Manifest manifest, Contract contract, FittedPlan plan, IModel model) =>
        OfManifest(manifest, contract) ?? OfContract(contract) ?? OfPlan(manifest, contract, plan, model) ?? OfModel(contract, model);

    private static string? OfManifest(Manifest manifest, Contract contract) => (contract.Task, manifest.Threshold) switch
    {
        _ when !PackageFiles.IsPlain(manifest.Name) => "the model's name has characters other than letters, digits and . _ -",
        _ when !PackageFiles.IsPlain(manifest.Learner) => "the learner's name has invalid characters",
        _ when manifest.Task != contract.Task || manifest.Target != contract.Target || !manifest.Classes.SequenceEqual(contract.Classes) =>
            "manifest and contract do not agree on what is predicted",
        _ when manifest.Format != (manifest.Values is null ? Manifest.CurrentFormat : Manifest.ValueFormat) =>
            "the format does not fit how rows are decided",
        _ when OfValues(manifest) is { } fault => fault,
        (TaskKind.Binary, { } gain) when manifest.Values is not null && double.IsFinite(gain) => null,
        (TaskKind.Binary, not (>= 0 and <= 1)) => "a binary model needs a threshold from 0 to 1",
        (not TaskKind.Binary, not null) => "only a binary model has a threshold",
        _ => null,
    };

    private static string? OfValues(Manifest manifest) => manifest.Values switch
    {
        null => null,
        { Errors: not null } => "a value is not decided by classes",
        var values when values.Classes.Count != manifest.Classes.Count || values.Classes.Any(row => row?.Count != manifest.Classes.Count) =>
            "there is not one amount for each pair of classes",
        var values when values.Classes.SelectMany(row => row).Any(amount =>
            !double.IsFinite(amount.Number) || amount.Column < 0 || amount.Column >= values.Expressions.Count) =>
            "an amount is neither a finite number nor that of an expression",
        _ => null,
    };

    private static string? OfContract(Contract contract)
    {
        var classes = contract.Task switch
        {
            TaskKind.Regression => contract.Classes.Count == 0,
            TaskKind.Binary => contract.Classes.Count == 2,
            _ => contract.Classes.Count > 2,
        };
        return contract switch
        {
            _ when !classes => $"the task has {contract.Classes.Count} classes",
            _ when HasNull(contract.Classes) || HasNull(contract.NullTokens) || HasNull(contract.Columns) => "the contract has a null",
            _ when HasDuplicate(contract.Classes) => "two classes share a name",
            _ when contract.Unused is { } unused && (HasNull(unused) || unused.Any(name => IsUsed(contract, name))) =>
                "a column is both used and unused",
            _ when HasDuplicate([.. contract.Columns.Select(column => column.Name)]) => "two columns share a name",
            _ => contract.Columns.Select(OfColumn).FirstOrDefault(fault => fault is not null),
        };
    }

    private static bool IsUsed(Contract contract, string name) => name != contract.Target && contract.Find(name) is not null;

    private static string? OfColumn(ColumnContract column) =>
        column.Name.Length == 0 ? "a column has no name"
        : column.DecimalMark is not ('.' or ',') ? $"column '{column.Name}' has an invalid decimal mark"
        : HasNull(column.Formats) || (column.Values is { } values && HasNull(values)) ? "the contract has a null"
        : null;

    private static string? OfPlan(Manifest manifest, Contract contract, FittedPlan plan, IModel model)
    {
        foreach (var column in plan.Input.Columns.Where(column => !ReservedColumns.Contains(column.Name)))
        {
            if (column.Name == contract.Target)
            {
                return $"the plan reads the target '{column.Name}'";
            }

            if (contract.Find(column.Name) is null)
            {
                return $"the plan reads a column '{column.Name}' that is not in the contract";
            }
        }

        try
        {
            var output = plan.Bind(new RowSchema(plan.Input.Columns.Where(column => !ReservedColumns.Contains(column.Name)))).Output;
            foreach (var feature in model.Features.Concat(manifest.Values?.Expressions.Select((_, i) => RowValues.ColumnOf(i)) ?? []))
            {
                output.Require(feature, ColumnKind.Number, "model");
            }

            return null;
        }
        catch (TrestleException broken)
        {
            return broken.Problems[0].Found;
        }
    }

    private static string? OfModel(Contract contract, IModel model)
    {
        var outputs = contract.Task == TaskKind.Multiclass ? contract.Classes.Count : 1;
        return model.Outputs == outputs ? null : $"the model has {model.Outputs} outputs per row, and the task {outputs}";
    }

    private static bool HasDuplicate(IReadOnlyList<string> names) => names.Distinct(StringComparer.Ordinal).Count() != names.Count;

    private static bool HasNull<T>(IReadOnlyList<T> items)
        where T : class => items.Any(item => item is null);
}
