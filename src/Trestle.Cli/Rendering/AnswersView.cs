using Trestle.Cli.Commands;
using Trestle.Cli.Output;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Register;

namespace Trestle.Cli.Rendering;

/// <summary>What can be done with a deployment that answers: requests and labels to paste.</summary>
internal static class AnswersView
{
    /// <summary>Requests to the live version; nothing when it has no address on this machine.</summary>
    public static IEnumerable<IRenderable> Show(OpenProject open, Deployment deployment)
    {
        if (deployment is not { Live: { } live, Address: { } address, Retired: null })
        {
            yield break;
        }

        var package = ModelPackage.Open(new ModelRegistry(open.Project, open.Records).PackageFile(deployment.Model, live));
        var commands = RequestExample.PredictAndLabel(new Uri(address), package);
        yield return Page.Heading("Ask for a prediction; its id is kept");
        yield return Page.Command(commands[0]);
        yield return Page.Heading("Send its label, once it is known: the monitor compares both");
        yield return Page.Command(commands[1]);
        if (open.Project.Settings.Security.RequireKeys)
        {
            yield return Page.Item(
                "Add -H 'Authorization: Bearer TOKEN', with a token of trestle keys create; labels need the role editor.");
        }
    }
}
