using Trestle.Core.Errors;
using Trestle.Serving;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(ServeOptions.Usage);
    return (int)ExitCode.Done;
}

try
{
    if (args is ["--check", var port])
    {
        return await HealthCheck.RunAsync(port);
    }

    var options = ServeOptions.Parse(args);
    await using var host = new ScoringHost(options, TimeProvider.System);
    if (options.Standby && !await host.StandByAsync(Console.In, Console.Out))
    {
        return (int)ExitCode.Done;
    }

    await host.StartAsync();
    Console.WriteLine($"listening on {host.Address.GetLeftPart(UriPartial.Authority)}");
    foreach (var warning in host.Warnings)
    {
        Console.Error.WriteLine(warning);
    }

    await host.WaitAsync();
    return (int)ExitCode.Done;
}
catch (TrestleException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return (int)mistake.ExitCode;
}
