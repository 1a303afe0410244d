using Trestle.Stages.WriteCode.Code;
using Trestle.Stages.WriteCode.Learners;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>Assembles the files of a program.</summary>
internal static class ProgramFiles
{
    /// <summary>All files except the data, ordered by path.</summary>
    public static IReadOnlyList<CodeFile> Of(CodePlan plan)
    {
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
            .. CodeTemplateCatalog.Of(plan.Learner).Files(plan),
            .. TrestleSources.Files,
        ];
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
