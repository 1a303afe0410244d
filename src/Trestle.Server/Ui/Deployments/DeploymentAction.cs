namespace Trestle.Server.Ui.Deployments;

/// <summary>Something that can be done to a deployment, after a reason was given.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Explanation">What will happen.</param>
/// <param name="Button">The word on the button.</param>
/// <param name="Do">Does it: who, and why.</param>
public sealed record DeploymentAction(string Title, string Explanation, string Button, Func<Stages.Deploy.Deployments, string, string, Task> Do);
