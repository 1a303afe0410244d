namespace Trestle.Stages.WriteCode.Program;

/// <summary>Puts the files of a program together.</summary>
internal static class ProgramFiles
{
    /// <summary>All files but the data, ordered by path.</summary>
    public static IReadOnlyList<CodeFile> Of(CodePlan plan)
    {
        var templates = plan.Steps.Select(step => CodeTemplateCatalog.Of(step.Step)).Append(CodeTemplateCatalog.Of(plan.Learner));
        IEnumerable<CodeFile> files =
        [
            ProjectFiles.Project(plan),
            ProjectFiles.Boundary,
            ProjectFiles.Ignored,
            ProjectFiles.Manifest(plan),
            Readme.Of(plan),
            CommonFiles.Program,
            CommonFiles.Fit,
            CommonFiles.Table,
            CommonFiles.Csv,
            CommonFiles.Features,
            DataFile.Of(plan),
            PrepareFile.Of(plan),
            MetricsFile.Of(plan.Task),
            .. templates.SelectMany(template => template.Files(plan)),
        ];
        return [.. files.DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
