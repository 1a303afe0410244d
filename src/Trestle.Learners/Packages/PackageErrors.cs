using Trestle.Core.Errors;

namespace Trestle.Learners.Packages;

/// <summary>What can be wrong with a package that is opened.</summary>
internal static class PackageErrors
{
    public static TrestleException Missing(string path) => Refused(new Problem(
        "TR1501", "there is no such package", "a package's file (.trestle) or directory", path, "check the path"));

    public static TrestleException NotAPackage(string path, string reason, Exception? inner = null) => Refused(
        new Problem("TR1502", $"this is no package: {reason}", "a package as Trestle writes it", path, "build the package again: trestle run --from package --force"), inner);

    public static TrestleException Tampered(string path, string file, string what) => Refused(new Problem(
        "TR1503",
        $"'{file}' {what}",
        "every file as its line in SHA256SUMS says, and no other",
        path,
        "do not use this package: it was changed after it was made; take it again from where it was registered"));

    public static TrestleException WrongFormat(string path, int found) => Refused(new Problem(
        "TR1504", $"the package has layout {found}", $"layout {PackageFiles.Format}", path, "use the version of Trestle that made it, or build it again with this one"));

    public static TrestleException TooLarge(string path, string what, long limit) => Refused(new Problem(
        "TR1505", what, $"at most {limit:N0} bytes", path, "a package of a model is smaller; do not use this one"));

    public static TrestleException Unreadable(string path, string file, string reason, Exception inner) => Refused(
        new Problem("TR1506", $"'{file}' cannot be read: {reason}", "a file as Trestle writes it", path, "build the package again with this version"), inner);

    private static TrestleException Refused(Problem problem, Exception? inner = null) => new(problem, ExitCode.Refused, inner);
}
