using Trestle.Core.Configuration;
using Trestle.Stages.Lifecycle;

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
        "a project folder that may be written to",
        folder,
        "check its permissions and the free space, or copy the project to a folder of your own");

    /// <summary>Checks what the binder cannot know; throws all that it finds together.</summary>
    public static void Check(Bound<ProjectSettings> bound)
    {
        var settings = bound.Value;
        var problems = new List<Problem>();
        if (settings.Name.Length is 0 or > 64 || !settings.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            problems.Add(new Problem("TR0024", $"the name '{settings.Name}'", "1 to 64 letters, digits, '-' and '_'", bound.Positions.Find("name").ToString(), "choose such a name; it becomes the model's name and part of file names"));
        }

        if (settings.Time is not null && settings.Group is not null)
        {
            problems.Add(new Problem("TR0025", "both time and group", "one of them: a split is by time or by group", bound.Positions.Find("group").ToString(), "remove one of the two"));
        }

        foreach (var (section, column) in settings.Key.Select(column => ("key", column))
            .Concat(settings.Ignore.Select(column => ("ignore", column)))
            .Append(("time", settings.Time ?? ""))
            .Append(("group", settings.Group ?? ""))
            .Where(pair => pair.Item2 == settings.Target))
        {
            problems.Add(new Problem("TR0026", $"the target '{column}' under {section}", $"a column other than the target", bound.Positions.Find(section).ToString(), "remove it there"));
        }

        if (problems.Count > 0)
        {
            throw new TrestleException(problems);
        }
    }
}
