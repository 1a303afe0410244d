namespace Trestle.Tests;

/// <summary>Where the sources of this build lie.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Trestle.slnx.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file of the real data beside the repository; the test is skipped where it is not there.</summary>
    public static string SharedData(string name)
    {
        var path = Path.Combine(Root, "..", "shared", "data", name);
        Xunit.Assert.SkipUnless(File.Exists(path), $"the data set {name} is not beside this repository");
        return path;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Trestle.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
