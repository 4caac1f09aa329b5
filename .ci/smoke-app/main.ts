import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExperimentationModule, Experiments, FlagValue, localFile, Variant } from 'nestjs-experimentation';

@Controller()
class AppController {
  constructor(private readonly experiments: Experiments) {}

  @Get()
  answer(@FlagValue('greeting', 'fallback') greeting: string, @Variant('button_colour') colour: string) {
    return { greeting, colour, known: this.experiments.isOn('greeting') };
  }
}

@Module({
  imports: [ExperimentationModule.forRoot({ platform: localFile('experiments.json') })],
  controllers: [AppController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
console.log(`listening ${(app.getHttpServer().address() as AddressInfo).port}`);
