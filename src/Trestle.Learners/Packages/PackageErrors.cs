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
        "a package exactly as written by Trestle: a ZIP of uncompressed files in the order of their names",
        path,
        "copy it again from its source; open an unpacked package as a directory instead of packing it again with other programs");

    public static Problem UnknownFormat(string path, string found, int known) => new(
        "TR1503",
        $"the package has format {found}",
        $"a format up to {known}",
        $"{path}, {PackageFiles.Manifest}",
        "open it with the version of Trestle that made it, or package the model again with this version");

    public static Problem Changed(string path, string file) => new(
        "TR1504",
        $"the file '{file}' of the package was changed after packaging",
        $"the content with the SHA-256 in {PackageFiles.Sums}",
        $"{path}, {file}",
        "do not use it: copy the package again from the registry");

    public static Problem BadSums(string path, string reason) => new(
        "TR1505",
        $"{PackageFiles.Sums} does not list the package's files: {reason}",
        "exactly one line for each file of the package",
        $"{path}, {PackageFiles.Sums}",
        "do not use it: copy the package again from the registry");

    public static Problem BadName(string path, string name, string reason) => new(
        "TR1506",
        $"the package contains '{name}', {reason}",
        "plain files inside the package, each once",
        path,
        "do not use it: this is not how Trestle writes packages");

    public static Problem TooLarge(string path, string what, long limit) => new(
        "TR1507",
        $"{what} is too large",
        FormattableString.Invariant($"at most {limit:N0} bytes"),
        path,
        "do not use it, or raise the limit in the code if you really want to serve it");

    public static Problem DoNotFit(string path, string reason) => new(
        "TR1508",
        $"the parts of the package do not fit each other: {reason}",
        "a contract, a plan and a model made together",
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
        "a writable path with free space; a directory must be new or empty",
        path,
        "choose another path, or free some space");

    public static Problem Unreadable(string path, string reason) => new(
        "TR1511",
        $"the package cannot be read: {reason}",
        "a package that this user can read",
        path,
        "correct its permissions");

    public static Problem TableUnreadable(string path, string reason) => new(
        "TR1512",
        $"a newer state of a keyed table cannot be read: {reason}",
        "a file that 'trestle refresh' wrote",
        path,
        "refresh the tables again, or remove the file: the package has its own");
}
