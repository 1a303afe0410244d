namespace Trestle.Stages.WriteCode.Steps;

/// <summary>
/// The template of one kind of step: its class in the program is the same whatever the settings, which are arguments of its
/// constructor.
/// </summary>
internal abstract class StepTemplate<TStep, TFitted>(string name, string source, params IReadOnlyList<CodeFile> uses) : IStepTemplate
    where TStep : IRowStep
    where TFitted : IFittedStep
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<CodeFile> Files(CodePlan plan) => [StepFiles.Step, new CodeFile($"Steps/{typeof(TStep).Name}.cs", source), .. uses];

    /// <inheritdoc/>
    public IEnumerable<string> Call(CodeStep step) => Arguments((TStep)step.Step, (TFitted)step.Fitted);

    /// <summary>The arguments of the constructor.</summary>
    protected abstract IEnumerable<string> Arguments(TStep step, TFitted fitted);
}
