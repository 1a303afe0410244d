namespace Trestle.Stages.Kernel.Projects;

/// <summary>What can be wrong with a project as a whole.</summary>
internal static class ProjectErrors
{
    public static Problem NoProject(string place) => new(
        "TR0021",
        $"there is no {Project.FileName} in '{place}'",
        $"a project folder, which holds a {Project.FileName}",
        place,
        "name the project folder as the first argument, or make one with: trestle init DATA.csv --target COLUMN");

    public static Problem CannotRead(string file, string reason) => new(
        "TR0022", $"the file cannot be read: {reason}", "a readable file", file, "check its permissions");

    public static Problem CannotWrite(string folder, string reason) => new(
        "TR0023",
        $"the state folder cannot be made: {reason}",
        "a writable project folder",
        folder,
        "check its permissions and the free space, or copy the project to a folder of your own");
}
