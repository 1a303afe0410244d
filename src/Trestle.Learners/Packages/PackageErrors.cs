using Trestle.Core.Errors;

namespace Trestle.Learners.Packages;

/// <summary>What can be wrong with a package.</summary>
internal static class PackageErrors
{
    public static Problem NoPackage(string path) => new(
        "TR1501",
        $"there is no package '{path}'",
        "a package: a .trestle file, or its unpacked directory",
        path,
        "correct the path");

    public static Problem NotAPackage(string path, string reason) => new(
        "TR1502",
        $"'{path}' is not a package: {reason}",
        "a package exactly as Trestle writes it: a ZIP of uncompressed files in the order of their names",
        path,
        "copy it again from where it was made; an unpacked package is opened as a directory, not packed again with other programs");

    public static Problem UnknownFormat(string path, string found, int known) => new(
        "TR1503",
        $"the package has format {found}",
        $"format {known}",
        $"{path}, {PackageFiles.Manifest}",
        "open it with the version of Trestle that made it, or package the model again with this version");

    public static Problem Changed(string path, string file) => new(
        "TR1504",
        $"the file '{file}' of the package is not the one that was packaged",
        $"the content whose SHA-256 stands in {PackageFiles.Sums}",
        $"{path}, {file}",
        "do not use it: take the package again from where it was registered");

    public static Problem BadSums(string path, string reason) => new(
        "TR1505",
        $"{PackageFiles.Sums} does not list the package's files: {reason}",
        "a line for each file of the package, and no other",
        $"{path}, {PackageFiles.Sums}",
        "do not use it: take the package again from where it was registered");

    public static Problem BadName(string path, string name, string reason) => new(
        "TR1506",
        $"the package holds '{name}', {reason}",
        "plain files below the package, each once",
        path,
        "do not use it: this is not how Trestle writes packages");

    public static Problem TooLarge(string path, string what, long limit) => new(
        "TR1507",
        $"{what} is too large",
        FormattableString.Invariant($"at most {limit:N0} bytes"),
        path,
        "do not use it, or raise the limit in the code if it is what you mean to serve");

    public static Problem DoNotFit(string path, string reason) => new(
        "TR1508",
        $"the parts of the package do not fit each other: {reason}",
        "a contract, a plan and a model that were made together",
        path,
        "package the model again");

    public static Problem BadDocument(string path, string file, string reason) => new(
        "TR1509",
        $"'{file}' cannot be read: {reason}",
        "the JSON that Trestle writes there",
        $"{path}, {file}",
        "package the model again with this version");

    public static Problem Unwritable(string path, string reason) => new(
        "TR1510",
        $"the package cannot be written: {reason}",
        "a place that can be written, with room left; for a directory one that is new or empty",
        path,
        "name another place, or make room");

    public static Problem Unreadable(string path, string reason) => new(
        "TR1511",
        $"the package cannot be read: {reason}",
        "a package that this user may read",
        path,
        "correct its permissions");
}
