using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.Lifecycle;

namespace Trestle.Stages.Curate;

/// <summary>The way from a request's raw columns to curated ones: the steps of stages 3 and 4, for the columns that a package reads.</summary>
public static class CurationSteps
{
    /// <summary>The steps, fitted to a schema of raw columns.</summary>
    public static FittedPlan Fit(RowSchema raw, Contract asked, ProjectSettings settings) => StatelessPlan.Fit(raw, [
        .. ContractSteps.Clean(asked).Select(planned => planned.Step),
        .. settings.Clean.Steps,
        .. ContractSteps.Standard(asked, settings.Standardise.FoldCase).Select(planned => planned.Step),
        .. settings.Standardise.Steps]);
}
