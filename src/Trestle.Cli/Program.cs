using Trestle.Cli;
using Trestle.Cli.Output;

var terminal = Terminal.Open(TimeProvider.System);
using var interruption = new Interruption(TimeProvider.System);
var work = Task.Run(() => CommandLine.RunAsync(args, terminal, interruption.Token));
if (await Task.WhenAny(work, interruption.Overdue) == work)
{
    return await work;
}

terminal.Output.Cursor.Show();
var code = Failures.Report(terminal, new OperationCanceledException(), verbose: false, json: false);
Environment.Exit(code);
return code;
