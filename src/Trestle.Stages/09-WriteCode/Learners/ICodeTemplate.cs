using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>
/// Writes what a program needs to train one learner. Adding one takes one file and one line in <see cref="CodeTemplateCatalog"/>.
/// </summary>
public interface ICodeTemplate
{
    /// <summary>Name of the learner.</summary>
    string Name { get; }

    /// <summary>The files that the program needs for it; one of them is <c>Model.cs</c>.</summary>
    IEnumerable<CodeFile> Files(CodePlan plan);
}
