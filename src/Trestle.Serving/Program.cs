using Trestle.Core.Errors;
using Trestle.Learners.Packages;
using Trestle.Serving;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(ServeOptions.Usage);
    return (int)ExitCode.Done;
}

try
{
    var options = ServeOptions.Parse(args);
    await using var host = new ScoringHost(ModelPackage.Open(options.Package), options);
    await host.StartAsync();
    Console.WriteLine($"listening on {host.Address.GetLeftPart(UriPartial.Authority)}");
    await host.WaitAsync();
    return (int)ExitCode.Done;
}
catch (TrestleException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return (int)mistake.ExitCode;
}
