using Trestle.Learners.Packages;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>
/// Finds the values that the configuration rejects: unseen texts and numbers out of range, in the columns that it says this of. Values
/// are read by the steps of the package's own plan.
/// </summary>
internal sealed class RejectedValues
{
    private readonly (string Column, ValueCheck Check)[] checks;
    private readonly IReadOnlyList<IFittedStep> reading;

    /// <summary>For rows that a package scores.</summary>
    public RejectedValues(ModelPackage package)
    {
        checks =
        [
            .. ContractSteps.Features(package.Contract)
                .Where(column => column.Unseen == UnusualValue.Reject || column.OutOfRange == UnusualValue.Reject)
                .Select(column => (column.Name, new ValueCheck(column, package.Plan, RequestPolicy.Proof))),
        ];
        reading =
        [
            .. package.Plan.Steps
                .Where(step => step is FittedPrintNumber or FittedTrim or FittedNullTokens or FittedCaseFold or FittedParseNumber
                    or FittedParseDate)
                .Select(step => step.Narrow(name => checks.Any(check => check.Column == name))).OfType<IFittedStep>(),
        ];
    }

    /// <summary>Adds a fault to each row without one that has a rejected value.</summary>
    public void AddFaults(RowBlock rows, string?[] faults)
    {
        if (checks.Length == 0)
        {
            return;
        }

        var raw = new RowSchema(checks.Select(check => rows.Schema[rows.Schema.Require(check.Column, "predict")]));
        var read = new FittedPlan(raw, reading).Bind().Apply(rows.Project(raw, "predict"));
        foreach (var (column, check) in checks)
        {
            var position = read.Schema.Find(column);
            for (var row = 0; row < faults.Length; row++)
            {
                if (faults[row] is null && check.Of(read, position, row) is { } kind && check.Rejects(kind))
                {
                    faults[row] = kind == Unusual.Unseen ? $"{column} has an unseen text" : $"{column} is out of the training's range";
                }
            }
        }
    }
}
