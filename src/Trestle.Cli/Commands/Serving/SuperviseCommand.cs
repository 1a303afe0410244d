using Trestle.Cli.Output;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Targets;

namespace Trestle.Cli.Commands.Serving;

/// <summary><c>trestle supervise</c>: keeps a deployment's scoring host running. Started by deployments, not by users.</summary>
internal static class SuperviseCommand
{
    public static Verb Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Folder of the deployment." };
        var program = new Option<string>("--scoring-host")
        {
            HelpName = "FILE",
            Description = "Assembly of the scoring host.",
            Required = true,
        };
        var host = new Option<string>("--host") { HelpName = "ADDRESS", Description = "Address to listen on.", Required = true };
        var port = new Option<int>("--port") { HelpName = "N", Description = "Port to listen on; 0 picks a free one.", Required = true };
        var replays = new Option<bool>("--replays") { Description = "Take the time of each request from the request." };
        var standby = new Option<bool>("--standby") { Description = "Keep a second host that takes over when the first one dies." };
        var onFault = new Option<string>("--on-fault") { HelpName = "WHAT", Description = "Passed on to the host." };
        var unseen = new Option<string>("--unseen") { HelpName = "WHAT", Description = "Passed on to the host." };
        var outOfRange = new Option<string>("--out-of-range") { HelpName = "WHAT", Description = "Passed on to the host." };
        var keepSize = new Option<string>("--keep-size") { HelpName = "SIZE", Description = "Passed on to the host." };
        var keepAge = new Option<string>("--keep-age") { HelpName = "TIME", Description = "Passed on to the host." };
        var unwatched = new Option<bool>("--unwatched") { Description = "Keep no prediction log." };
        var command = new Verb(
            "supervise",
            "Keep a deployment's scoring host running. Started by deployments.",
            "trestle supervise .trestle/deployments/churn --port 8080 …")
        {
            folder, program, host, port, replays, standby, onFault, unseen, outOfRange, keepSize, keepAge, unwatched,
        };
        command.Hidden = true;
        command.SetAction(async (parse, cancellation) =>
        {
            var files = new HostFiles(parse.GetRequiredValue(folder));
            string[] arguments = [
                parse.GetRequiredValue(program), "--routes", files.Routes, .. Log(files), "--security", files.Security,
                "--project", files.Project, "--host", parse.GetRequiredValue(host),
                .. parse.GetValue(replays) ? ["--replays", "yes"] : Array.Empty<string>(),
                .. new[] { onFault, unseen, outOfRange, keepSize, keepAge }
                    .SelectMany(option => parse.GetValue(option) is { } word ? [option.Name, word] : Array.Empty<string>())];
            string[] Log(HostFiles files) => parse.GetValue(unwatched) ? [] : ["--prediction-log", files.PredictionLog];
            var supervisor = new HostSupervisor(
                files,
                new HostCommand(DeployPrograms.Runtime, arguments, parse.GetRequiredValue(host), parse.GetRequiredValue(port))
                {
                    Standby = parse.GetValue(standby),
                },
                terminal.Clock);
            await supervisor.RunAsync(() => terminal.Output.Profile.Out.Writer.WriteLine("supervising"), cancellation);
        });
        return command;
    }
}
