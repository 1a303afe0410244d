namespace Trestle.Stages.ValidateData.Validation;

/// <summary>Why a file cannot be validated.</summary>
internal static class ValidationErrors
{
    public static Problem NoContract(string file) => new(
        "TR0242",
        "no run of the project has learned a contract yet",
        "a run that has gone through stage 2, or a package",
        file,
        "learn it: trestle run --to validate-data; or name a package with --against");
}
