namespace Trestle.Rows.Steps;

/// <summary>
/// A step that can carry what it has learned in its settings. Stage 3 learns it once from the training part, and the same values then
/// serve every fold, the test part and requests.
/// </summary>
public interface ILearnedOnce : IRowStep
{
    /// <summary>The step with what was learned; it asks nothing any more.</summary>
    IRowStep With(IFittedStep fitted);
}
