using Trestle.Stages.WriteCode.Learners;
using Trestle.Stages.WriteCode.Steps;

namespace Trestle.Stages.WriteCode;

/// <summary>
/// Writes what a program needs for one row step or one learner. One file and one line in <see cref="CodeTemplateCatalog"/> add one.
/// </summary>
public interface ICodeTemplate
{
    /// <summary>Name of the step or of the learner.</summary>
    string Name { get; }

    /// <summary>The files that the program needs for it; several templates may name the same file.</summary>
    IEnumerable<CodeFile> Files(CodePlan plan);
}

/// <summary>The template of a row step.</summary>
public interface IStepTemplate : ICodeTemplate
{
    /// <summary>The arguments of the step's constructor in the program, as C#: settings, then the columns that were found.</summary>
    IEnumerable<string> Call(CodeStep step);
}

/// <summary>A file of a program.</summary>
/// <param name="Path">Its path in the project, with slashes.</param>
/// <param name="Text">Its text, without the last line end.</param>
public sealed record CodeFile(string Path, string Text);

/// <summary>All templates: one line each.</summary>
public static class CodeTemplateCatalog
{
    /// <summary>The templates of row steps.</summary>
    public static IReadOnlyList<IStepTemplate> Steps { get; } =
    [
        new KeepTemplate(),
        new DropTemplate(),
        new BranchTemplate(),
        new TrimTemplate(),
        new NullTokensTemplate(),
        new CaseFoldTemplate(),
        new ParseNumberTemplate(),
        new ParseBooleanTemplate(),
        new ParseDateTemplate(),
        new DatePartsTemplate(),
        new FillTemplate(),
        new ClipTemplate(),
        new ScaleStandardTemplate(),
        new ScaleRobustTemplate(),
        new OneHotTemplate(),
        new OrdinalTemplate(),
        new FrequencyTemplate(),
        new TargetTemplate(),
    ];

    /// <summary>The templates of learners.</summary>
    public static IReadOnlyList<ICodeTemplate> Learners { get; } =
    [
        new LightGbmTemplate(),
        new LinearTemplate(),
        new ConstantTemplate("majority"),
        new ConstantTemplate("mean"),
        new ConstantTemplate("last-value"),
    ];

    /// <summary>The template of a step; a step without one is an error.</summary>
    public static IStepTemplate Of(IRowStep step) => StepCatalog.NameOf(step) is var name && Steps.FirstOrDefault(template => template.Name == name) is { } found
        ? found
        : throw new TrestleException(WriteCodeErrors.NoTemplate("step", name, [.. Steps.Select(template => template.Name)]));

    /// <summary>The template of a learner; a learner without one is an error.</summary>
    public static ICodeTemplate Of(string learner) => Learners.FirstOrDefault(template => template.Name == learner)
        ?? throw new TrestleException(WriteCodeErrors.NoTemplate("learner", learner, [.. Learners.Select(template => template.Name)]));
}
