namespace Trestle.Stages.WriteCode.Learners;

/// <summary>All templates: one line each.</summary>
public static class CodeTemplateCatalog
{
    /// <summary>The templates.</summary>
    public static IReadOnlyList<ICodeTemplate> All { get; } =
    [
        new LightGbmTemplate(),
        new LinearTemplate(),
        new CopiedTemplate("forest", "Forests", "ForestLearner"),
        new CopiedTemplate("extra-trees", "Forests", "ExtraTreesLearner"),
        new CopiedTemplate("mlp", "Networks", "MlpLearner"),
        new CopiedTemplate("nearest", "Neighbours", "NearestLearner"),
        new CopiedTemplate("additive", "Additive", "AdditiveLearner"),
        new CopiedTemplate("naive-bayes", "Bayes", "NaiveBayesLearner"),
        new ConstantTemplate("majority"),
        new ConstantTemplate("mean"),
        new ConstantTemplate("last-value"),
        new ColumnTemplate(),
    ];

    /// <summary>The template of a learner; a learner without one is error TR0904.</summary>
    public static ICodeTemplate Of(string learner) => All.FirstOrDefault(template => template.Name == learner)
        ?? throw new TrestleException(CodeTemplateErrors.NoTemplate(learner, [.. All.Select(template => template.Name)]));
}
