namespace Trestle.Server.Ui.Deployments;

/// <summary>An action on a deployment that requires a reason.</summary>
/// <param name="Title">Title of the dialog.</param>
/// <param name="Explanation">What the action does.</param>
/// <param name="Button">Label of the button.</param>
/// <param name="Do">Runs the action for a user, with a reason.</param>
public sealed record DeploymentAction(
    string Title, string Explanation, string Button, Func<Stages.Deploy.Deployments, string, string, Task> Do);
